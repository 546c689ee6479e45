import type { BatchSource } from '../../bridge/batch-source.ts';
import type { FaceFinderClient } from '../../bridge/face-finder.ts';
import { KIND_SAMPLE, tellFolderKind, type FolderKind } from '../../batch/folder-kind.ts';
import type { FaceKind } from '../../edit/face-framing.ts';
import { drawnConfidence, photographedConfidence, tellKind } from '../../edit/picture-kind.ts';

/** Tells once for a folder what its pictures are, from the first of them; undefined where nothing tells. */
export async function lookAtFolder(source: BatchSource, finder: FaceFinderClient, kinds: readonly FaceKind[]): Promise<FolderKind | undefined> {
  const files = source.listing.files.filter(({ problem }) => !problem).sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, KIND_SAMPLE);
  const told: (FaceKind | undefined)[] = [];
  let likeliest = kinds;
  for (const { path } of files) {
    const bitmap = await bitmapOf(source, path);
    const picture = bitmap && { bitmap, widthPx: bitmap.width, heightPx: bitmap.height };
    // A folder's pictures are mostly of one kind.
    const kind = picture && await tellKind(likeliest, async (each) => (each === 'drawn' ? drawnConfidence(await finder.findDrawn(picture)) : photographedConfidence(await finder.find(picture))));
    bitmap?.close();
    told.push(kind);
    if (kind) likeliest = [kind, ...kinds.filter((other) => other !== kind)];
    const settled = tellFolderKind(told, files.length);
    if (settled) return settled;
  }
  return undefined;
}

/** Undefined for what cannot be decoded: its row will say why. */
async function bitmapOf(source: BatchSource, path: string): Promise<ImageBitmap | undefined> {
  return source.open(path).then((file) => createImageBitmap(file)).catch(() => undefined);
}
