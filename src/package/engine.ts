/**
 * `mien/engine`: edits faces in a web page, in a worker of its own. Built by `npm run pack` into one file, with the worker
 * and onnxruntime's WebAssembly beside it.
 */
import { createEngineClient } from '../bridge/create-engine-client.ts';
import type { EngineClient } from '../bridge/engine-client.ts';

export type { CallOptions, EngineClient, EngineEvent } from '../bridge/engine-client.ts';
export { AppError } from '../core/app-error.ts';
export type { CropSquare, PointPx } from '../core/geometry.ts';
export { resolveEdit, wantedByRecipe } from '../edit/edit-kinds.ts';
export type { FaceEdit, FaceSight, FaceTask, WantedEdit } from '../edit/face-edit.ts';
export { wholeSquare } from '../edit/square.ts';
export type { LoadBundleRequest, LoadedBundle, OpenedPicture, Progress, RenderedPatch, RenderRequest, SaveRequest } from '../engine/engine-protocol.ts';
export { alignFace } from '../face/align.ts';
export { faceTemplate } from '../face/templates.ts';
export type { BundleManifest } from '../l2m/manifest.ts';

/** Where the engine's own files lie; each is found by `import.meta.url` unless it is named. */
export interface EngineOptions {
  /** The worker's script, `engine-worker.js`. */
  readonly workerUrl?: string | URL;
  /** Folder with onnxruntime-web's `ort-wasm-simd-threaded*.{mjs,wasm}`, ending in "/". */
  readonly runtimeUrl?: string | URL;
}

/**
 * Starts the engine's worker; call `dispose` when done with it. The page must be served over https or from localhost.
 * Threads need it cross-origin isolated.
 */
export function createEngine({ workerUrl, runtimeUrl }: EngineOptions = {}): EngineClient {
  return createEngineClient({
    ...(workerUrl === undefined ? {} : { spawn: (name: string) => new Worker(new URL(workerUrl, document.baseURI), { type: 'module', name }) }),
    ...(runtimeUrl === undefined ? {} : { runtimeUrl: new URL(runtimeUrl, document.baseURI).href }),
  });
}
