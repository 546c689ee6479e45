/** A picture as it was given; it stays at hand for as long as the history leads back to it. */
export interface PictureSource {
  /** File name as it came. */
  readonly name: string;
  readonly blob: Blob;
}

/** The open picture; its samples live in the worker. */
export interface OpenPicture {
  readonly pictureId: string;
  /** File name as it came. */
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly preview: ImageBitmap;
  /** The file says where it was taken. */
  readonly hasLocation: boolean;
}

export interface PictureSlice {
  /** By picture id: of the open picture, and of every other one in the history. */
  readonly sources: Readonly<Record<string, PictureSource>>;
  readonly open: OpenPicture | undefined;
  /** The picture on its way in; the present one stays until it is there. */
  readonly opening: { readonly name: string; readonly pictureId: string | undefined; readonly controller: AbortController } | undefined;
}
