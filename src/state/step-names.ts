import { isSameSquare } from '../edit/square.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
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
    return `${before ? 'Another photo' : 'Opened'}${name === undefined ? '' : `: ${name}`}`;
  }
  if (before.detail !== after.detail) return `Smoothing ${formatPercent(after.detail)}`;
  const had = new Map(before.faces.map((face) => [face.id, face]));
  if (after.faces.length > before.faces.length) return 'Face added';
  if (after.faces.length < before.faces.length) return 'Face removed';
  const changes = after.faces.flatMap((face) => {
    const text = faceChange(had.get(face.id), face, words.manifest);
    return text === '' ? [] : [{ face, text }];
  });
  const texts = [...new Set(changes.map(({ text }) => text))];
  return `${subject(after, changes.map(({ face }) => face))}${texts.length === 1 ? texts[0] ?? '' : 'Several changes'}`;
}

/** Whom a change is of, where there are several: faces are counted from left to right, as the strip shows them. */
function subject({ faces }: EditDocument, changed: readonly FaceDocument[]): string {
  const [first] = changed;
  if (faces.length < 2 || !first) return '';
  if (changed.length === faces.length) return 'All faces – ';
  if (changed.length > 1) return `${changed.length} faces – `;
  return `Face ${1 + faces.filter(({ square }) => square.centreXPx < first.square.centreXPx).length} – `;
}

function faceChange(before: FaceDocument | undefined, after: FaceDocument, manifest: BundleManifest | undefined): string {
  if (!before || before === after) return '';
  const texts = [
    ...squareChange(before, after), ...levelChanges(before, after, manifest), ...sourceChanges(before, after, manifest),
    ...moveChanges(before, after, manifest), ...referenceChanges(before, after),
  ];
  return texts.length > 1 && isBare(after) ? 'Reset' : texts.join(', ');
}

/** Nothing is set any more. */
function isBare({ levels, domainMove, reference }: FaceDocument): boolean {
  return Object.keys(levels).length === 0 && domainMove.strength === 0 && reference === undefined;
}

function squareChange({ square: before }: FaceDocument, { square: after }: FaceDocument): readonly string[] {
  if (isSameSquare(before, after)) return [];
  if (before.rotationRad !== after.rotationRad) return ['Square turned'];
  return [before.sidePx === after.sidePx ? 'Square moved' : 'Square resized'];
}

/** Keys whose values differ between two records, with the later one. */
function differing<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): readonly (readonly [key: string, value: T | undefined])[] {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...then.keys(), ...now.keys()])].filter((key) => then.get(key) !== now.get(key)).map((key) => [key, now.get(key)] as const);
}

/** An attribute's words; those of another model are told by their id. */
function wordsOf(id: string, manifest: BundleManifest | undefined): { readonly title: string; readonly off: string; readonly on: string } {
  const known = manifest?.domains.kind === 'attributes' ? manifest.domains.attributes.find((attribute) => attribute.id === id) : undefined;
  return known ?? { title: id.charAt(0).toUpperCase() + id.slice(1), off: 'off', on: 'on' };
}

function levelChanges(before: FaceDocument, after: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  return differing(before.levels, after.levels).map(([id, level]) => {
    const { title, off, on } = wordsOf(id, manifest);
    if (level === undefined) return `${title}: as in the photo`;
    return level === 0 || level === 1 ? `${title}: ${level === 0 ? off : on}` : `${title} ${formatPercent(level)}`;
  });
}

function sourceChanges(before: FaceDocument, after: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  return differing(before.correctedSources, after.correctedSources).map(([id, value]) => {
    const { title, off, on } = wordsOf(id, manifest);
    return `Photo’s own ${title.toLowerCase()}: ${value === undefined ? 'as detected' : value === 0 ? off : on}`;
  });
}

function moveChanges({ domainMove: before }: FaceDocument, { domainMove: after }: FaceDocument, manifest: BundleManifest | undefined): readonly string[] {
  const names = manifest?.domains.kind === 'named' ? manifest.domains.names : [];
  const titleOf = (id: string | undefined): string => names.find((name) => name.id === id)?.title ?? id ?? 'by itself';
  if (before.targetId !== after.targetId && after.targetId !== undefined) return [`To ${titleOf(after.targetId)}`];
  if (before.sourceId !== after.sourceId) return [`Photo shows: ${titleOf(after.sourceId)}`];
  if (before.seed !== after.seed) return [`Look ${after.seed ?? 0}`];
  return before.strength === after.strength ? [] : [`Strength ${formatPercent(after.strength)}`];
}

function referenceChanges({ reference: before }: FaceDocument, { reference: after }: FaceDocument): readonly string[] {
  if (before === after) return [];
  if (!after) return ['Reference removed'];
  if (before?.pictureId !== after.pictureId || !isSameSquare(before.square, after.square)) return [`Like ${after.name}`];
  if (before.strength !== after.strength) return [`Like ${after.name} ${formatPercent(after.strength)}`];
  return JSON.stringify([before.leftOut, before.said]) === JSON.stringify([after.leftOut, after.said]) ? [] : [`What is taken from ${after.name}`];
}
