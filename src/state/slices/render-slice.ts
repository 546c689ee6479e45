import type { CropSquare, RenderedPatch } from '../../bridge/engine-client.ts';

/** A rendered state of the document, as painted over the picture. */
export interface ShownRender {
  readonly revision: number;
  readonly pictureId: string;
  readonly square: CropSquare | undefined;
  /** Undefined when the document changes nothing. */
  readonly patch: RenderedPatch | undefined;
  /** False for the smaller render that stands in while a person drags. */
  readonly isSettled: boolean;
}

export interface RenderSlice {
  /** Counts what should be painted: every change of document, picture, analysis or engine. */
  readonly revision: number;
  readonly shown: ShownRender | undefined;
  /** The revision whose render failed, so that nothing waits for it. */
  readonly failedRevision: number | undefined;
  /** How long the last render took, for the status line. */
  readonly lastTiming: RenderedPatch['timing'] | undefined;
}
