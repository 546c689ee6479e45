import { changesAnything, type BundleManifest, type FaceEdit } from '../bridge/engine-client.ts';
import { changedIds, detectedValue, levelOf, resolveEdit, sourceValue } from './edit-document.ts';
import type { EditorState } from './editor-store.ts';
import { firstSquare } from './face-square.ts';
import type { AnalysisInput } from './slices/face-slice.ts';
import type { ShownRender } from './slices/render-slice.ts';
import { viewTransform, type ViewTransform } from './view-transform.ts';

/** What the face should be analysed from; undefined while something of it is missing. */
export function wantedAnalysis({ picture, document, engine }: EditorState): AnalysisInput | undefined {
  if (!picture.open || !document.face || !engine.loaded) return undefined;
  return { pictureId: picture.open.pictureId, square: document.face.square, manifest: engine.loaded.bundle.manifest, epoch: engine.epoch };
}

/** True when two analyses would be made of the same. */
export function isSameInput(a: AnalysisInput | undefined, b: AnalysisInput | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined
    && a.pictureId === b.pictureId && a.square === b.square && a.manifest === b.manifest && a.epoch === b.epoch);
}

/** True when the last analysis is of the present picture, square and bundle. */
export function isAnalysisFresh(state: EditorState): boolean {
  const wanted = wantedAnalysis(state);
  return wanted !== undefined && isSameInput(state.face.analysis?.input, wanted);
}

/** The bundle's manifest. */
export function manifestOf(state: EditorState): BundleManifest | undefined {
  return state.engine.loaded?.bundle.manifest;
}

/** The logits to show: of the present picture and bundle, if perhaps of the square a moment ago. */
export function logitsOf(state: EditorState): readonly number[] | undefined {
  const { analysis } = state.face;
  const isOfThis = analysis !== undefined
    && analysis.input.pictureId === state.picture.open?.pictureId && analysis.input.manifest === manifestOf(state);
  return isOfThis ? analysis.logits : undefined;
}

/** The present edit in the engine's terms; undefined until the face is analysed. */
export function currentEdit(state: EditorState): FaceEdit | undefined {
  const manifest = manifestOf(state);
  if (!manifest || !state.document.face || !state.face.analysis || !isAnalysisFresh(state)) return undefined;
  return resolveEdit(state.document.face, manifest, state.face.analysis.logits);
}

/** True when the document says anything but the source. */
export function hasChanges(state: EditorState): boolean {
  const edit = currentEdit(state);
  return edit !== undefined && changesAnything(edit);
}

/** True while the face frame is where it was first guessed to be, and the model wants more than that. */
export function isFrameUnplaced(state: EditorState): boolean {
  const { picture: { open }, document: { face } } = state;
  if (!open || !face || manifestOf(state)?.alignment === 'none') return false;
  const first = firstSquare(open);
  return first.sidePx === face.square.sidePx && first.centreXPx === face.square.centreXPx && first.centreYPx === face.square.centreYPx;
}

/** True when the bundle itself says which attributes a face has. */
export function canClassify(state: EditorState): boolean {
  return manifestOf(state)?.graphs['attribute-classifier'] !== undefined;
}

/** True when only the person can say what the source is, and has not yet. */
export function needsSource(state: EditorState, attributeId: string): boolean {
  const { face } = state.document;
  return face !== undefined && !canClassify(state) && face.correctedSources[attributeId] === undefined;
}

/** True when a person has set or corrected anything that a reset would take back; an answer that only they could give stays. */
export function hasSettings(state: EditorState): boolean {
  const { face } = state.document;
  return face !== undefined && (Object.keys(face.levels).length > 0 || (canClassify(state) && Object.keys(face.correctedSources).length > 0)
    || face.domainMove.strength !== 0 || face.domainMove.targetId !== undefined);
}

/** What the source of an attribute counts as, and why. */
export interface SourceStatus {
  readonly source: 0 | 1;
  readonly isCorrected: boolean;
  /** Undefined while the face is not analysed, or when the bundle cannot tell. */
  readonly detected: 0 | 1 | undefined;
  readonly confidence: number | undefined;
}

/** Level of the attribute at `index` of the manifest, and the source that it starts from. */
export function attributeLevel(state: EditorState, attributeId: string, index: number): { readonly level: number; readonly source: 0 | 1 } | undefined {
  const { face } = state.document;
  if (!face) return undefined;
  const logit = logitsOf(state)?.[index];
  return { level: levelOf(face, attributeId, logit), source: sourceValue(face, attributeId, logit) };
}

/** Source of the attribute at `index` of the manifest. */
export function sourceStatus(state: EditorState, attributeId: string, index: number): SourceStatus | undefined {
  const { face } = state.document;
  if (!face) return undefined;
  const logit = logitsOf(state)?.[index];
  const detected = detectedValue(logit);
  return {
    source: sourceValue(face, attributeId, logit),
    isCorrected: face.correctedSources[attributeId] !== undefined,
    detected: detected?.value,
    confidence: detected?.confidence,
  };
}

/** How the picture lies on the stage. */
export function currentView({ view, picture }: EditorState): ViewTransform | undefined {
  return picture.open && viewTransform(view.zoom, view.stage, picture.open);
}

/** The render to paint: of this picture and this very square, or none. */
export function paintableRender({ render, picture, document }: EditorState): ShownRender | undefined {
  const { shown } = render;
  return shown && shown.pictureId === picture.open?.pictureId && shown.square === document.face?.square ? shown : undefined;
}

export type EngineState = 'loading' | 'failed' | 'busy' | 'ready';

/** One word for what the engine is at: `ready` once everything asked for is painted at full size. */
export function engineState(state: EditorState): EngineState {
  const { engine, picture, face, render } = state;
  if (!engine.loaded) return engine.loading ? 'loading' : 'failed';
  if (engine.loading || picture.opening) return 'busy';
  if (!picture.open) return 'ready';
  if (isSameInput(face.failedInput, wantedAnalysis(state))) return 'ready';
  if (render.failedRevision === render.revision) return 'ready';
  const { shown } = render;
  return shown?.revision === render.revision && shown.isSettled ? 'ready' : 'busy';
}

function stem(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '') || 'picture';
}

/** Name for the saved picture, without extension: `<name>-<attrs>`. */
export function suggestedName(state: EditorState): string {
  const manifest = manifestOf(state);
  const edit = currentEdit(state);
  const ids = manifest && edit ? changedIds(edit, manifest) : [];
  return `${stem(state.picture.open?.name ?? '')}-${ids.length > 0 ? ids.join('-') : 'copy'}`;
}
