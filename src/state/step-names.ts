import { isSameSquare } from '../edit/square.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import type { EditDocument, FaceDocument } from './edit-document.ts';
import { formatPercent } from './format.ts';

/** What steps are named with: the words of the model in use, and the pictures' names. */
export interface StepWords {
  readonly manifest: BundleManifest | undefined;
  readonly pictureName: (pictureId: string) => string | undefined;
}

/**
 * What a step of the history did, told from the two documents that it lies between: no step has a name of its own that could go
 * stale, and a session that comes back has the same ones.
 */
export function stepName(before: EditDocument | undefined, after: EditDocument, words: StepWords): string {
  if (!before || before.pictureId !== after.pictureId) {
    const name = after.pictureId === undefined ? undefined : words.pictureName(after.pictureId);
    if (name === undefined) return before ? saysText().anotherPhoto : saysText().opened;
    return before ? saysText().anotherPhotoNamed({ name }) : saysText().openedNamed({ name });
  }
  if (before.detail !== after.detail) return saysText().smoothingTo({ percent: formatPercent(after.detail) });
  const had = new Map(before.faces.map((face) => [face.id, face]));
  if (after.faces.length > before.faces.length) return saysText().faceAdded;
  if (after.faces.length < before.faces.length) return saysText().faceRemoved;
  const changes = after.faces.flatMap((face) => {
    const text = faceChange(had.get(face.id), face, words.manifest);
    return text === '' ? [] : [{ face, text }];
  });
  const texts = [...new Set(changes.map(({ text }) => text))];
  return ofWhom(after, changes.map(({ face }) => face), texts.length === 1 ? texts[0] ?? '' : saysText().severalChanges);
}

/** Whom a change is of, where there are several: faces are counted from left to right, as the strip shows them. */
function ofWhom({ faces }: EditDocument, changed: readonly FaceDocument[], change: string): string {
  const [first] = changed;
  if (faces.length < 2 || !first) return change;
  if (changed.length === faces.length) return saysText().ofAll({ change });
  if (changed.length > 1) return saysText().ofSome({ number: changed.length, change });
  return saysText().ofOne({ number: 1 + faces.filter(({ square }) => square.centreXPx < first.square.centreXPx).length, change });
}

function faceChange(before: FaceDocument | undefined, after: FaceDocument, manifest: BundleManifest | undefined): string {
  if (!before || before === after) return '';
  const texts = [
    ...squareChange(before, after), ...levelChanges(before, after, manifest), ...sourceChanges(before, after, manifest),
    ...moveChanges(before, after, manifest), ...referenceChanges(before, after), ...maskChange(before, after),
  ];
  return texts.length > 1 && isBare(after) ? saysText().reset : texts.join(saysText().comma);
}

/** Nothing is set any more. */
function isBare({ levels, domainMove, reference, mask }: FaceDocument): boolean {
  return Object.keys(levels).length === 0 && domainMove.strength === 0 && reference === undefined && mask === undefined;
}

function squareChange({ square: before }: FaceDocument, { square: after }: FaceDocument): readonly string[] {
  if (isSameSquare(before, after)) return [];
  if (before.rotationRad !== after.rotationRad) return [saysText().squareTurned];
  return [before.sidePx === after.sidePx ? saysText().squareMoved : saysText().squareResized];
}

/** Keys whose values differ between two records, with the later one. */
function differing<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): readonly (readonly [key: string, value: T | undefined])[] {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...then.keys(), ...now.keys()])].filter((key) => then.get(key) !== now.get(key)).map((key) => [key, now.get(key)] as const);
}

/** An attribute's words; those of another model are told by their id. */
function wordsOf(id: string, manifest: BundleManifest | undefined): { readonly title: string; readonly off: string; readonly on: string } {
  const known = manifest?.domains.kind === 'attributes' ? worded(manifest.domains).attributes.find((attribute) => attribute.id === id) : undefined;
  return known ?? { title: id.charAt(0).toUpperCase() + id.slice(1), off: saysText().off, on: saysText().on };
}

function levelChanges(before: FaceDocument, after: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  return differing(before.levels, after.levels).map(([id, level]) => {
    const { title, off, on } = wordsOf(id, manifest);
    if (level === undefined) return saysText().levelAsPhoto({ title });
    return level === 0 || level === 1 ? saysText().titled({ title, value: level === 0 ? off : on }) : saysText().levelOf({ title: title, percent: formatPercent(level) });
  });
}

function sourceChanges(before: FaceDocument, after: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  return differing(before.correctedSources, after.correctedSources).map(([id, value]) => {
    const { title, off, on } = wordsOf(id, manifest);
    return saysText().photosOwn({ title: title.toLowerCase(), value: value === undefined ? saysText().asDetected : value === 0 ? off : on });
  });
}

function moveChanges({ domainMove: before }: FaceDocument, { domainMove: after }: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  const names = manifest?.domains.kind === 'named' ? worded(manifest.domains).names : [];
  const titleOf = (id: string | undefined): string => names.find((name) => name.id === id)?.title ?? id ?? saysText().byItself;
  if (before.targetId !== after.targetId && after.targetId !== undefined) return [saysText().toDomain({ title: titleOf(after.targetId) })];
  if (before.sourceId !== after.sourceId) return [saysText().photoShows({ title: titleOf(after.sourceId) })];
  if (before.seed !== after.seed) return [saysText().look({ seed: after.seed ?? 0 })];
  return before.strength === after.strength ? [] : [saysText().strengthTo({ percent: formatPercent(after.strength) })];
}

function maskChange({ mask: before }: FaceDocument, { mask: after }: FaceDocument): readonly string[] {
  return before === after ? [] : [after === undefined ? saysText().brushCleared : saysText().brushed];
}

function referenceChanges({ reference: before }: FaceDocument, { reference: after }: FaceDocument): readonly string[] {
  if (before === after) return [];
  if (!after) return [saysText().referenceRemoved];
  if (before?.pictureId !== after.pictureId || !isSameSquare(before.square, after.square)) return [saysText().likeName({ name: after.name })];
  if (before.strength !== after.strength) return [saysText().likeNameTo({ name: after.name, percent: formatPercent(after.strength) })];
  return JSON.stringify([before.leftOut, before.said]) === JSON.stringify([after.leftOut, after.said]) ? [] : [saysText().takenFrom({ name: after.name })];
}
