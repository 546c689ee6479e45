import { isCancelled } from '../../core/app-error.ts';
import type { FaceFinderClient } from '../../bridge/face-finder.ts';
import { frameDrawn, framePhotographed, wantedFaces, type FaceKind, type FramedFace } from '../../edit/face-framing.ts';
import { drawnConfidence, kindsOf, modelFor, photographedConfidence, tellKind } from '../../edit/picture-kind.ts';
import { needsHints } from '../../edit/source-value.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { ModelEntry } from '../slices/engine-slice.ts';
import type { OpenPicture } from '../slices/picture-slice.ts';

/** What a look for one kind of faces came to. */
export interface Finding {
  readonly kind: FaceKind;
  readonly isFound: boolean;
  /** Of the surest face; 0 where there is none. */
  readonly confidence: number;
  readonly frame: (manifest: BundleManifest) => readonly FramedFace[];
}

/** Looks in the way that a bundle wants. */
export async function lookFor(finder: FaceFinderClient, { preview: bitmap, widthPx, heightPx }: OpenPicture, manifest: BundleManifest, signal: AbortSignal): Promise<Finding> {
  const picture = { bitmap, widthPx, heightPx };
  const kind = wantedFaces(manifest);
  if (kind === 'drawn') {
    const squares = await finder.findDrawn(picture, signal);
    return { kind, isFound: squares.length > 0, confidence: drawnConfidence(squares), frame: (loaded) => frameDrawn(squares, loaded, picture) };
  }
  const faces = await finder.find(picture, { signal, withHints: needsHints(manifest) });
  return { kind, isFound: faces.length > 0, confidence: photographedConfidence(faces), frame: (loaded) => framePhotographed(faces, loaded, picture) };
}

/** What all looks at a picture came to. */
export interface Sight {
  /** Whose model is for the picture. */
  readonly kind: FaceKind;
  /** False where nothing tells, and the kind is that of the first model. */
  readonly isTold: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks for as many kinds of faces as it takes to tell which of the shipped models is for the picture; what the model in use is for
 * comes first. Another look than that found nothing where it fails.
 */
export async function lookAround(finder: FaceFinderClient, picture: OpenPicture, manifest: BundleManifest, models: readonly ModelEntry[], signal: AbortSignal): Promise<Sight> {
  const first = wantedFaces(manifest);
  const kinds = kindsOf(models);
  const findings: Finding[] = [];
  const told = await tellKind([first, ...kinds.filter((kind) => kind !== first)], async (kind) => {
    const looking = lookFor(finder, picture, kind === first ? manifest : modelFor(models, kind)!.manifest, signal);
    const finding = await (kind === first ? looking : looking.catch((thrown: unknown) => { if (isCancelled(thrown)) throw thrown; }));
    if (finding) findings.push(finding);
    return finding?.confidence ?? 0;
  });
  return { kind: told ?? kinds[0] ?? first, isTold: told !== undefined, findings };
}
