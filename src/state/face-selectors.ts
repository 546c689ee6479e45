import type { BundleAttribute, BundleManifest } from '../l2m/manifest.ts';
import { domainsOfMove, moveByIndex } from '../edit/domain-edit.ts';
import { wantedFaces } from '../edit/face-framing.ts';
import { detectedAt, hasClassifier, isUnsure, sourceDomain, type DetectedValue } from '../edit/source-value.ts';
import { isSameSquare } from '../edit/square.ts';
import { levelOf, sourceLevel, UNMOVED_DOMAIN, type FaceDocument } from './edit-document.ts';
import type { EditorState } from './editor-store.ts';
import { awaitsReference, referenceRead } from './reference-selectors.ts';
import type { AnalysisInput, FaceSearch } from './slices/faces-slice.ts';
import { ownValue } from '../core/own-value.ts';

/** The bundle's manifest. */
export function manifestOf(state: EditorState): BundleManifest | undefined {
  return state.engine.loaded?.bundle.manifest;
}

/** The manifest of the model in use, else of the shipped one on its way: how faces are wanted is known before its weights are there. */
export function comingManifest(state: EditorState): BundleManifest | undefined {
  const { models, loading } = state.engine;
  return manifestOf(state) ?? models.find(({ id }) => id === loading?.modelId)?.manifest;
}

/** The face that edits go to. */
export function selectedFace({ document, view }: EditorState): FaceDocument | undefined {
  return document.faces.find(({ id }) => id === view.selectedFaceId) ?? document.faces[0];
}

/** The faces as an eye meets them, from left to right; the document's order says which lies on top. */
export function facesAcross({ document: { faces } }: EditorState): readonly FaceDocument[] {
  return faces.toSorted((a, b) => a.square.centreXPx - b.square.centreXPx);
}

/** The search for faces in the open picture. */
export function currentSearch({ picture, faces }: EditorState): FaceSearch | undefined {
  return picture.open && ownValue(faces.searches, picture.open.pictureId);
}

/** True while faces are looked for in the open picture, or are about to be. */
export function isSearching(state: EditorState): boolean {
  const manifest = comingManifest(state);
  if (!state.picture.open || !manifest) return false;
  const search = currentSearch(state);
  if (!search) return true;
  if (search.status === 'looking') return true;
  // Another bundle may look for what was not looked for; but photographed faces, once found, are any bundle's to edit.
  return search.lookedFor !== wantedFaces(manifest) && !(search.lookedFor === 'photographed' && search.status === 'found');
}

/** What a face should be analysed from; undefined while something of it is missing. */
export function wantedAnalysis({ picture, engine }: EditorState, face: FaceDocument): AnalysisInput | undefined {
  if (!picture.open || !engine.loaded) return undefined;
  return { pictureId: picture.open.pictureId, square: face.square, manifest: engine.loaded.bundle.manifest, epoch: engine.epoch };
}

/** True when two analyses would be made of the same. */
export function isSameInput(a: AnalysisInput | undefined, b: AnalysisInput | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined
    && a.pictureId === b.pictureId && isSameSquare(a.square, b.square) && a.manifest === b.manifest && a.epoch === b.epoch);
}

/** True when a face's last analysis is of the present picture, square and bundle. */
export function isAnalysisFresh(state: EditorState, face: FaceDocument): boolean {
  const wanted = wantedAnalysis(state, face);
  return wanted !== undefined && isSameInput(state.faces.analyses[face.id]?.input, wanted);
}

/** True for a face whose edit is not known yet. */
export function awaitsReading(state: EditorState, face: FaceDocument): boolean {
  return awaitsAnalysis(state, face) || awaitsReference(state, face);
}

/** True for a face that is neither analysed nor known to be impossible to. */
export function awaitsAnalysis(state: EditorState, face: FaceDocument): boolean {
  return !isAnalysisFresh(state, face) && !isSameInput(state.faces.failedInputs[face.id], wantedAnalysis(state, face));
}

/** The logits to show: of the present picture and bundle, if perhaps of the square a moment ago. */
export function logitsOf(state: EditorState, face: FaceDocument): readonly number[] | undefined {
  const analysis = state.faces.analyses[face.id];
  const isOfThis = analysis !== undefined
    && analysis.input.pictureId === state.picture.open?.pictureId && analysis.input.manifest === manifestOf(state);
  return isOfThis ? analysis.logits : undefined;
}

/** What is known of an attribute of a face's source, apart from corrections. */
export function detectedOf(state: EditorState, face: FaceDocument, attributeId: string): DetectedValue | undefined {
  const manifest = manifestOf(state);
  if (manifest?.domains.kind !== 'attributes') return undefined;
  const index = manifest.domains.attributes.findIndex(({ id }) => id === attributeId);
  return detectedAt(manifest, index, logitsOf(state, face), face.found?.hints);
}

/** True when the bundle itself says which attributes a face has. */
export function canClassify(state: EditorState): boolean {
  const manifest = manifestOf(state);
  return manifest !== undefined && hasClassifier(manifest);
}

/** True when the model has not one look of each domain but as many as there are latents. */
export function hasLooks(state: EditorState): boolean {
  return manifestOf(state)?.graphs['mapping-network'] !== undefined;
}

/** True when only the person can say what the face's source is. */
export function isForPersonToSay(state: EditorState, face: FaceDocument, attributeId: string): boolean {
  return !canClassify(state) && detectedOf(state, face, attributeId) === undefined;
}

/** True when only the person can say what the selected face's source is, and has not yet. */
export function needsSource(state: EditorState, attributeId: string): boolean {
  const face = selectedFace(state);
  return face !== undefined && ownValue(face.correctedSources, attributeId) === undefined && isForPersonToSay(state, face, attributeId);
}

/** True when a person has set or corrected anything on a face that a reset would take back; an answer that only they could give stays. */
export function hasFaceSettings(state: EditorState, face: FaceDocument): boolean {
  return Object.keys(face.levels).length > 0 || Object.keys(face.correctedSources).some((id) => !isForPersonToSay(state, face, id))
    || face.domainMove.strength !== 0 || face.domainMove.targetId !== undefined || face.reference !== undefined || face.mask !== undefined;
}

/** The faces that the next edit goes to. */
export function editTargets(state: EditorState): readonly FaceDocument[] {
  const face = selectedFace(state);
  if (state.view.isEditingAll) return state.document.faces;
  return face ? [face] : [];
}

/** True when a reset would take anything back. */
export function hasSettings(state: EditorState): boolean {
  return editTargets(state).some((face) => hasFaceSettings(state, face));
}

/** What the source of an attribute counts as, and why. */
export interface SourceStatus {
  readonly source: number;
  readonly isCorrected: boolean;
  /** Neither one value nor the other for sure: the source lies between. */
  readonly isUnsure: boolean;
  /** Undefined while the face is not analysed, or when neither bundle nor finder can tell. */
  readonly detected: 0 | 1 | undefined;
  readonly confidence: number | undefined;
}

/** Level of an attribute of the selected face, and the source that it starts from. */
export function attributeLevel(state: EditorState, attributeId: string): { readonly level: number; readonly source: number } | undefined {
  const face = selectedFace(state);
  if (!face) return undefined;
  const detected = detectedOf(state, face, attributeId);
  return { level: levelOf(face, attributeId, detected), source: sourceLevel(face, attributeId, detected) };
}

/** The attribute that has to be off for this one to mean anything, where the selected face has it on. */
export function besideIn(state: EditorState, { onlyWithout }: BundleAttribute): BundleAttribute | undefined {
  const domains = manifestOf(state)?.domains;
  if (onlyWithout === undefined || domains?.kind !== 'attributes') return undefined;
  return (attributeLevel(state, onlyWithout)?.level ?? 0) >= 0.5 ? domains.attributes.find(({ id }) => id === onlyWithout) : undefined;
}

/** Source of an attribute of the selected face. */
export function sourceStatus(state: EditorState, attributeId: string): SourceStatus | undefined {
  const face = selectedFace(state);
  if (!face) return undefined;
  const detected = detectedOf(state, face, attributeId);
  const isCorrected = ownValue(face.correctedSources, attributeId) !== undefined;
  return {
    source: sourceLevel(face, attributeId, detected),
    isCorrected,
    isUnsure: !isCorrected && isUnsure(detected),
    detected: detected?.value,
    confidence: detected?.confidence,
  };
}

/** True when the last analysis of the selected face is of how it lies now. */
export function isSelectedFresh(state: EditorState): boolean {
  const face = selectedFace(state);
  return face !== undefined && isAnalysisFresh(state, face);
}

/** The two ends of the selected face's move, as indices into the bundle's table. */
export interface DomainPair {
  readonly source: number;
  readonly target: number;
  /** False where only the person can say what the face shows, and has not. */
  readonly isSourceKnown: boolean;
}

/** The move of a face between the bundle's named domains. */
export function domainPair(state: EditorState, face: FaceDocument | undefined): DomainPair | undefined {
  const manifest = manifestOf(state);
  if (manifest?.domains.kind !== 'named') return undefined;
  const logits = face && logitsOf(state, face);
  const move = { ...moveByIndex(face?.domainMove ?? UNMOVED_DOMAIN, manifest.domains), reference: referenceRead(state, face?.reference)?.result?.reading };
  return { ...domainsOfMove(move, manifest, logits), isSourceKnown: sourceDomain(move.source, manifest, logits) !== undefined };
}
