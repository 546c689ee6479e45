import { alignFace } from '../../face/align.ts';
import { faceTemplate, type FaceTemplate } from '../../face/templates.ts';
import { isCancelled } from '../../core/app-error.ts';
import type { BundleManifest, CropSquare } from '../../bridge/engine-client.ts';
import type { FaceFinderClient, FoundFace } from '../../bridge/face-finder.ts';
import { notifyFailure } from '../commands/notices.ts';
import { isSetByHand, isUntouched, untouchedFace, type EditDocument, type FaceDocument } from '../edit-document.ts';
import type { EditorStore } from '../editor-store.ts';
import { isSearching, manifestOf, wantedFaces } from '../face-selectors.ts';
import { isSameSquare, mayBeCrop, squareWithin, wholeSquare, type PictureSize } from '../face-square.ts';
import type { History } from '../history.ts';
import type { FaceSearch } from '../slices/faces-slice.ts';
import type { OpenPicture } from '../slices/picture-slice.ts';

type Alignment = BundleManifest['alignment'];

/** Squares whose centres are closer than this share of their side are of one face. */
const SAME_FACE_SHARE = 0.35;

/** What is finer than this the finder does not know; rounded, a face that looks straight up is framed by an upright square. */
const STEPS_PER_PX = 100;
const STEPS_PER_RAD = 10_000;

function rounded(value: number, steps: number): number {
  // Adding zero turns -0 into 0.
  return Math.round(value * steps) / steps + 0;
}

function alignedSquare({ points }: FoundFace, template: FaceTemplate): CropSquare {
  return roundedSquare(alignFace(points, template));
}

function roundedSquare({ centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): CropSquare {
  return {
    centreXPx: rounded(centreXPx, STEPS_PER_PX), centreYPx: rounded(centreYPx, STEPS_PER_PX),
    sidePx: rounded(sidePx, STEPS_PER_PX), rotationRad: rounded(rotationRad, STEPS_PER_RAD),
  };
}

/** Where the bundle's template wants a found face's square; a bundle without a template leaves it where it is. */
function alignedFace(face: FaceDocument, alignment: Alignment): FaceDocument {
  const template = faceTemplate(alignment);
  if (!template || !face.found || isSetByHand(face)) return face;
  const square = alignedSquare(face.found, template);
  return isSameSquare(square, face.square) ? face : { ...face, square, proposed: square };
}

/** The same for every document of the history: a face that two of them share, they go on sharing. */
function aligning(alignment: Alignment): (document: EditDocument) => EditDocument {
  const done = new WeakMap<FaceDocument, FaceDocument>();
  return (document) => {
    const faces = document.faces.map((face) => {
      const aligned = done.get(face) ?? alignedFace(face, alignment);
      done.set(face, aligned);
      return aligned;
    });
    return faces.some((face, i) => face !== document.faces[i]) ? { ...document, faces } : document;
  };
}

/** A lone drawn face of this share of the picture's shorter side and more: the picture is a crop already. */
const FILLING_SHARE = 0.75;

/** What is proposed for a picture, given the photographed faces in it. */
function proposedFaces(found: readonly FoundFace[], alignment: Alignment, picture: PictureSize): readonly FaceDocument[] {
  // A bundle without a template may have come while another's faces were looked for.
  const template = faceTemplate(alignment) ?? faceTemplate('tight')!;
  if (found.length > 0) return found.map((face) => untouchedFace('detected', alignedSquare(face, template), face));
  return mayBeCrop(picture) ? [untouchedFace('whole', wholeSquare(picture))] : [];
}

/** The same, given the squares of drawn faces. What has none may be no drawing of a face but an animal, and is taken whole. */
function proposedDrawnFaces(squares: readonly CropSquare[], picture: PictureSize): readonly FaceDocument[] {
  const [first, ...others] = squares;
  const fills = first && others.length === 0 && first.sidePx >= FILLING_SHARE * Math.min(picture.widthPx, picture.heightPx);
  if (!first || fills) return [untouchedFace('whole', wholeSquare(picture))];
  return squares.map((square) => untouchedFace('detected', roundedSquare(squareWithin(square, picture))));
}

/** True when two squares frame the same face. */
function framesSame({ square: a }: FaceDocument, { square: b }: FaceDocument): boolean {
  return Math.hypot(a.centreXPx - b.centreXPx, a.centreYPx - b.centreYPx) < SAME_FACE_SHARE * Math.max(a.sidePx, b.sidePx);
}

/** Adds proposals to what a person may have drawn meanwhile; what nobody touched and no landmarks framed gives way to found faces. */
function adding(proposed: readonly FaceDocument[]): (document: EditDocument) => EditDocument {
  const isFound = proposed.some(({ origin }) => origin === 'detected');
  return (document) => {
    const kept = document.faces.filter((face) => !(isFound && !face.found && isUntouched(face)));
    if (!isFound && kept.length > 0) return document;
    return { ...document, faces: [...proposed.filter((face) => !kept.some((other) => framesSame(face, other))), ...kept] };
  };
}

/** What a search came to. */
interface Finding {
  readonly isFound: boolean;
  readonly propose: (alignment: Alignment) => readonly FaceDocument[];
}

/** Looks for faces in every picture that opens, once the bundle has said how it wants them framed; a bundle with another template has them framed anew. */
export function startFinding(store: EditorStore, history: History, finder: FaceFinderClient): () => void {
  let controller: AbortController | undefined;
  let framedFor: Alignment | undefined;

  const setSearch = (search: FaceSearch): void => {
    store.setState(({ faces }) => ({ faces: { ...faces, search } }));
  };

  const look = async ({ preview: bitmap, ...size }: OpenPicture, manifest: BundleManifest, signal: AbortSignal): Promise<Finding> => {
    const picture = { bitmap, widthPx: size.widthPx, heightPx: size.heightPx };
    if (wantedFaces(manifest) === 'drawn') {
      const squares = await finder.findDrawn(picture, signal);
      return { isFound: squares.length > 0, propose: () => proposedDrawnFaces(squares, size) };
    }
    // Hints cost time and memory: only a bundle that cannot tell by itself needs them.
    const faces = await finder.find(picture, { signal, withHints: manifest.graphs['attribute-classifier'] === undefined });
    return { isFound: faces.length > 0, propose: (alignment) => proposedFaces(faces, alignment, size) };
  };

  const search = async (picture: OpenPicture, manifest: BundleManifest): Promise<void> => {
    const mine = new AbortController();
    controller = mine;
    const { pictureId } = picture;
    const lookedFor = wantedFaces(manifest);
    const end = (status: FaceSearch['status'], { propose }: Pick<Finding, 'propose'>): void => {
      const { alignment } = manifestOf(store.getState()) ?? {};
      if (alignment === undefined) return;
      framedFor = alignment;
      // First, because the change of the document is news that the subscriber below hears too.
      setSearch({ pictureId, lookedFor, status });
      history.amend(adding(propose(alignment)));
    };
    setSearch({ pictureId, lookedFor, status: 'looking' });
    try {
      const finding = await look(picture, manifest, mine.signal);
      if (controller === mine) end(finding.isFound ? 'found' : 'none', finding);
    } catch (thrown) {
      if (controller !== mine || isCancelled(thrown)) return;
      end('failed', { propose: (alignment) => (lookedFor === 'drawn' ? proposedDrawnFaces([], picture) : proposedFaces([], alignment, picture)) });
      notifyFailure(store, thrown, 'Could not look for faces');
    }
  };

  const check = (): void => {
    const state = store.getState();
    const { picture: { open }, faces } = state;
    const manifest = manifestOf(state);
    if (!open || !manifest) return;
    if (isSearching(state)) {
      if (faces.search?.pictureId === open.pictureId && faces.search.status === 'looking') return;
      controller?.abort();
      controller = undefined;
      void search(open, manifest);
    } else if (manifest.alignment !== framedFor) {
      framedFor = manifest.alignment;
      history.amend(aligning(framedFor));
    }
  };

  const unsubscribe = store.subscribe(check);
  return () => {
    unsubscribe();
    controller?.abort();
    controller = undefined;
  };
}
