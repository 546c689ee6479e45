import type {
  BackendReport, EditedPicture, EditFacesRequest, ExplainFaceRequest, FaceAnalysis, FaceInsight, LoadBundleRequest, LoadedBundle, OpenedPicture, Progress, ReadReferenceRequest, ReadReferenceResult, RenderedPatch, RenderRequest, SaveRequest,
} from '../engine/engine-protocol.ts';
import type { CropSquare } from '../core/geometry.ts';

export interface CallOptions {
  /** Aborting rejects with an AbortError, drops queued work and discards a late result. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface OpenOptions extends CallOptions {
  /** The id that the picture had before, here or in an earlier visit; without one it gets a new one. */
  readonly pictureId?: string;
}

/** What happened to the engine behind the client's back. */
export type EngineEvent =
  | { readonly type: 'restarted'; readonly reason: string }
  | { readonly type: 'backend'; readonly backend: BackendReport };

/** The typed client of the engine worker: one per tab. Restarts a worker that died or hangs and repeats what was asked. */
export interface EngineClient {
  /** Replaces the loaded bundle; on failure the previous one stays loaded. */
  loadBundle(request: LoadBundleRequest, options?: CallOptions): Promise<LoadedBundle>;
  /** Decodes a picture in the worker and keeps its samples there until `closePicture`. */
  openPicture(blob: Blob, options?: OpenOptions): Promise<OpenedPicture>;
  closePicture(pictureId: string): Promise<void>;
  /** Encodes the crop (cached per picture and square) and classifies the source's attributes. */
  analyseFace(pictureId: string, square: CropSquare, options?: CallOptions): Promise<FaceAnalysis>;
  /** Looks into a face's edit: its code, and what the classifier says of what comes out. */
  explainFace(request: ExplainFaceRequest, options?: CallOptions): Promise<FaceInsight>;
  /** Reads another face for an edit to be like; nothing of it is kept. */
  readReference(request: ReadReferenceRequest, options?: CallOptions): Promise<ReadReferenceResult>;
  /** Latest wins: one render in flight, one waiting; a request that a newer one replaced resolves to `undefined`. */
  render(request: RenderRequest): Promise<readonly RenderedPatch[] | undefined>;
  /** Renders what the stage does not show: every request is answered, in turn. */
  renderApart(request: RenderRequest, options?: CallOptions): Promise<readonly RenderedPatch[]>;
  /** The edited picture, at its own resolution. */
  save(request: SaveRequest, options?: CallOptions): Promise<Blob>;
  /** Edits a picture that is not open here; it is copied, so the caller's samples stay. */
  editFaces(request: EditFacesRequest, options?: CallOptions): Promise<EditedPicture>;
  subscribe(listener: (event: EngineEvent) => void): () => void;
  dispose(): void;
}
