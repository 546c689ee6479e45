/** An edited picture, rendered and encoded: it only has to be put somewhere. */
export interface EncodedPicture {
  readonly fileName: string;
  readonly mimeType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly blob: Blob;
}

/** A save under way. */
export interface SavingSlice {
  /** `ready` waits for a click: a browser shows its dialog only right after one. */
  readonly running:
    | { readonly phase: 'rendering' | 'choosing' | 'writing'; readonly controller: AbortController; readonly progress?: { readonly done: number; readonly total: number } }
    | { readonly phase: 'ready'; readonly encoded: EncodedPicture; readonly controller: AbortController }
    | undefined;
}
