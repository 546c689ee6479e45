import type { FaceKind } from '../edit/face-framing.ts';

/** So many pictures, the first of a folder, are looked at to tell what kind they are. */
export const KIND_SAMPLE = 5;

/** What most of the pictures looked at are. */
export interface FolderKind {
  readonly kind: FaceKind;
  readonly count: number;
  readonly looked: number;
}

/** Tells from what each picture was taken for, those of which nothing tells among them; undefined while no kind has the majority of the sample. */
export function tellFolderKind(told: readonly (FaceKind | undefined)[], sample: number): FolderKind | undefined {
  const counts = new Map<FaceKind, number>();
  for (const kind of told) if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most && most[1] > sample / 2 ? { kind: most[0], count: most[1], looked: told.length } : undefined;
}
