import type { RenderedPatch } from '../../engine/engine-protocol.ts';
import type { RenderTiming } from '../../core/render-timing.ts';
import type { FaceTask } from '../../edit/face-edit.ts';

/** One face's rendered part of the picture, over the faces that lie beneath it. */
export interface FacePatch {
  readonly faceId: string;
  /** All that was composed in it, the face itself last. */
  readonly layers: readonly FaceTask[];
  readonly detail: number;
  /** What its longer side was limited to. */
  readonly maxSidePx: number;
  readonly patch: RenderedPatch;
}

/** A rendered state of the document, as painted over the picture. */
export interface ShownRender {
  readonly revision: number;
  readonly pictureId: string;
  /** Of every face that an edit changes, in the order of the document. */
  readonly patches: readonly FacePatch[];
  /** False while a smaller render stands in, or one is missing. */
  readonly isSettled: boolean;
}

export interface RenderSlice {
  /** Counts what should be painted: every change of document, picture, analyses or engine. */
  readonly revision: number;
  readonly shown: ShownRender | undefined;
  /** The revision whose render failed, so that nothing waits for it. */
  readonly failedRevision: number | undefined;
  /** How long the last render took, for the status line. */
  readonly lastTiming: RenderTiming | undefined;
}
