/** Folder of the app, beside its page, that holds the networks and the runtime's WebAssembly. */
export const FACE_MODELS_FOLDER = 'face-models/';
/** The same of the detector of drawn faces, which is our own; and its file. */
export const DRAWN_FACES_FOLDER = 'models/face-detector/';
export const DRAWN_FACES_FILE = 'drawn-faces.onnx';

/** A picture for the finder; the bitmap may be a reduced one, such as the preview of an `OpenedPicture`. */
export interface FinderPicture<Bitmap> {
  /** 2,048 px on its longer side are enough. The finder takes a copy: it stays the caller's. */
  readonly bitmap: Bitmap;
  /** Size of the picture in whose coordinates the faces are told. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the page's engine runs on, so that a finder that needs onnxruntime fetches no second build of it. */
export type FinderRuntime = 'wasm' | 'webgpu';

export interface FindRequest<Bitmap> {
  readonly picture: FinderPicture<Bitmap>;
  /** Folder of the networks, absolute, ending in "/". */
  readonly modelsUrl: string;
  readonly withHints: boolean;
  readonly runtime: FinderRuntime;
}

/** The one request that a finder's worker answers: name -> [payload, result]. */
export interface FinderCalls<Face, Bitmap> {
  find: [FindRequest<Bitmap>, readonly Face[]];
}
