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
  readonly open: OpenPicture | undefined;
  /** The picture on its way in; the present one stays until it is there. */
  readonly opening: { readonly name: string; readonly controller: AbortController } | undefined;
}
