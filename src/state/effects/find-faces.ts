import { isCancelled } from '../../core/app-error.ts';
import { alignedSquare, frameDrawn, framePhotographed, wantedFaces, type FramedFace } from '../../edit/face-framing.ts';
import { needsHints } from '../../edit/source-value.ts';
import { isSameSquare } from '../../edit/square.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { FaceFinderClient } from '../../bridge/face-finder.ts';
import { notifyFailure } from '../commands/notices.ts';
import { isSetByHand, isUntouched, untouchedFace, type EditDocument, type FaceDocument } from '../edit-document.ts';
import type { EditorStore } from '../editor-store.ts';
import { comingManifest, currentSearch, isSearching } from '../face-selectors.ts';
import type { History } from '../history.ts';
import type { FaceSearch } from '../slices/faces-slice.ts';
import type { OpenPicture } from '../slices/picture-slice.ts';

type Alignment = BundleManifest['alignment'];

/** Squares whose centres are closer than this share of their side are of one face. */
const SAME_FACE_SHARE = 0.35;

/** Where the bundle's template wants a found face's square; a bundle without a template leaves it where it is. */
function alignedFace(face: FaceDocument, alignment: Alignment): FaceDocument {
  const square = face.found && !isSetByHand(face) ? alignedSquare(face.found, alignment) : undefined;
  return !square || isSameSquare(square, face.square) ? face : { ...face, square, proposed: square };
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

function proposed(framed: readonly FramedFace[]): readonly FaceDocument[] {
  return framed.map(({ origin, square, found }) => untouchedFace(origin, square, found));
}

/** True when two squares frame the same face. */
function framesSame({ square: a }: FaceDocument, { square: b }: FaceDocument): boolean {
  return Math.hypot(a.centreXPx - b.centreXPx, a.centreYPx - b.centreYPx) < SAME_FACE_SHARE * Math.max(a.sidePx, b.sidePx);
}

/** Adds proposals for one picture to what a person may have drawn meanwhile; what nobody touched and no landmarks framed gives way to found faces. */
function adding(pictureId: string, faces: readonly FaceDocument[]): (document: EditDocument) => EditDocument {
  const isFound = faces.some(({ origin }) => origin === 'detected');
  return (document) => {
    if (document.pictureId !== pictureId) return document;
    const kept = document.faces.filter((face) => !(isFound && !face.found && isUntouched(face)));
    if (!isFound && kept.length > 0) return document;
    return { ...document, faces: [...faces.filter((face) => !kept.some((other) => framesSame(face, other))), ...kept] };
  };
}

/** What a search came to. */
interface Finding {
  readonly isFound: boolean;
  readonly frame: (manifest: BundleManifest) => readonly FramedFace[];
}

/** Looks in the way that the bundle wants. */
async function look(finder: FaceFinderClient, { preview: bitmap, ...size }: OpenPicture, manifest: BundleManifest, signal: AbortSignal): Promise<Finding> {
  const picture = { bitmap, widthPx: size.widthPx, heightPx: size.heightPx };
  if (wantedFaces(manifest) === 'drawn') {
    const squares = await finder.findDrawn(picture, signal);
    return { isFound: squares.length > 0, frame: () => frameDrawn(squares, size) };
  }
  const faces = await finder.find(picture, { signal, withHints: needsHints(manifest) });
  return { isFound: faces.length > 0, frame: (loaded) => framePhotographed(faces, loaded, size) };
}

/** Looks for faces in every picture that opens, beside the download of the model that wants them; a bundle with another template has them framed anew. */
export function startFinding(store: EditorStore, history: History, finder: FaceFinderClient): () => void {
  let running: { readonly pictureId: string; readonly controller: AbortController } | undefined;
  let framedFor: Alignment | undefined;

  const setSearch = (pictureId: string, search: FaceSearch): void => {
    store.setState(({ faces }) => ({ faces: { ...faces, searches: { ...faces.searches, [pictureId]: search } } }));
  };

  /** Faces of documents that were framed for another template are framed anew, whichever picture they are of. */
  const frameFor = (alignment: Alignment): void => {
    if (alignment === framedFor) return;
    framedFor = alignment;
    history.amend(aligning(alignment));
  };

  const abort = (): void => {
    running?.controller.abort();
    running = undefined;
  };

  const search = async (picture: OpenPicture, manifest: BundleManifest): Promise<void> => {
    const { pictureId } = picture;
    const lookedFor = wantedFaces(manifest);
    const mine = { pictureId, controller: new AbortController() };
    running = mine;
    const end = (status: FaceSearch['status'], { frame }: Pick<Finding, 'frame'>): void => {
      const wanted = comingManifest(store.getState());
      if (wanted === undefined) return;
      running = undefined;
      // First, because the change of the document is news that the subscriber below hears too.
      setSearch(pictureId, { lookedFor, status });
      history.amend(adding(pictureId, proposed(frame(wanted))));
    };
    setSearch(pictureId, { lookedFor, status: 'looking' });
    try {
      const finding = await look(finder, picture, manifest, mine.controller.signal);
      if (running === mine) end(finding.isFound ? 'found' : 'none', finding);
    } catch (thrown) {
      if (running !== mine || isCancelled(thrown)) return;
      end('failed', { frame: (loaded) => (lookedFor === 'drawn' ? frameDrawn([], picture) : framePhotographed([], loaded, picture)) });
      notifyFailure(store, thrown, 'Could not look for faces');
    }
  };

  const check = (): void => {
    const state = store.getState();
    const { picture: { open } } = state;
    const manifest = comingManifest(state);
    if (!open || !manifest) return;
    if (running && running.pictureId !== open.pictureId) abort();
    if (!isSearching(state)) frameFor(manifest.alignment);
    // One that an undo cut short is begun again when the picture comes back.
    else if (!running || currentSearch(state)?.status !== 'looking') {
      abort();
      void search(open, manifest);
    }
  };

  const unsubscribe = store.subscribe(check);
  return () => {
    unsubscribe();
    abort();
  };
}
