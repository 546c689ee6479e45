import { isCancelled } from '../../core/app-error.ts';
import { alignedSquare, drawnSquare, frameDrawn, framePhotographed, wantedFaces, type FramedFace } from '../../edit/face-framing.ts';
import { isSameSquare } from '../../edit/square.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { FaceFinderClient } from '../../bridge/face-finder.ts';
import { saysText } from '../../text/says.ts';
import { notifyFailure } from '../commands/notices.ts';
import { isSetByHand, isUntouched, untouchedFace, type EditDocument, type FaceDocument } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { comingManifest, currentSearch, isSearching } from '../face-selectors.ts';
import type { FaceSearch } from '../slices/faces-slice.ts';
import type { OpenPicture } from '../slices/picture-slice.ts';
import { ModelFitter } from './fit-model.ts';
import { lookAround, lookFor, type Sight } from './look-for-faces.ts';

/** What of a bundle says where squares lie. */
type Framing = Pick<BundleManifest, 'alignment' | 'frameScale'>;

/** Squares whose centres are closer than this share of their side are of one face. */
const SAME_FACE_SHARE = 0.35;

/** Where the bundle wants a face's square; a bundle without a template leaves a photographed one where it is. */
function alignedFace(face: FaceDocument, framing: Framing): FaceDocument {
  const square = isSetByHand(face) ? undefined : face.found ? alignedSquare(face.found, framing.alignment) : face.seen && drawnSquare(face.seen, framing);
  return !square || isSameSquare(square, face.square) ? face : { ...face, square, proposed: square };
}

/** The same for every document of the history: a face that two of them share, they go on sharing. */
function aligning(framing: Framing): (document: EditDocument) => EditDocument {
  const done = new WeakMap<FaceDocument, FaceDocument>();
  return (document) => {
    const faces = document.faces.map((face) => {
      const aligned = done.get(face) ?? alignedFace(face, framing);
      done.set(face, aligned);
      return aligned;
    });
    return faces.some((face, i) => face !== document.faces[i]) ? { ...document, faces } : document;
  };
}

function proposed(framed: readonly FramedFace[]): readonly FaceDocument[] {
  return framed.map(({ origin, square, found, seen }) => untouchedFace(origin, square, found, seen));
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

/** A search for faces, or the loading of the model for those that are known, for one picture. */
interface Work {
  readonly pictureId: string;
  readonly controller: AbortController;
  readonly isSearch: boolean;
}

class FaceSearcher {
  readonly #editor: Pick<Editor, 'store' | 'history' | 'engine'>;
  readonly #finder: FaceFinderClient;
  readonly #fitter: ModelFitter;
  /** Pictures that came back, and their model did not. */
  readonly #unfitted = new Set<string>();
  #running: Work | undefined;
  #framedFor: Framing | undefined;

  constructor(editor: Pick<Editor, 'store' | 'history' | 'engine'>, finder: FaceFinderClient) {
    this.#editor = editor;
    this.#finder = finder;
    this.#fitter = new ModelFitter(editor);
  }

  abort(): void {
    this.#running?.controller.abort();
    this.#running = undefined;
  }

  /** Called at every change of the state. */
  check(): void {
    this.#fitter.check();
    const state = this.#editor.store.getState();
    const { picture: { open }, engine: { loading } } = state;
    const manifest = comingManifest(state);
    if (!open || !manifest) return;
    if (this.#running && this.#running.pictureId !== open.pictureId) this.abort();
    if (this.#running?.isSearch === false) return;
    const known = currentSearch(state);
    const isLooked = known !== undefined && known.status !== 'looking';
    if (isLooked && !loading && !this.#unfitted.has(open.pictureId) && this.#fitter.isUnfit(known.lookedFor)) void this.#bringModel(open, known);
    else if (!isSearching(state)) this.#frameFor(manifest);
    // One that an undo cut short is begun again when the picture comes back.
    else if (!this.#running || isLooked) {
      this.abort();
      void this.#search(open, manifest);
    }
  }

  #begin({ pictureId }: OpenPicture, isSearch: boolean): Work {
    return this.#running = { pictureId, controller: new AbortController(), isSearch };
  }

  /** Faces of documents that were framed for another template or another width are framed anew, whichever picture they are of. */
  #frameFor({ alignment, frameScale }: Framing): void {
    if (alignment === this.#framedFor?.alignment && frameScale === this.#framedFor.frameScale) return;
    this.#framedFor = { alignment, frameScale };
    this.#editor.history.amend(aligning(this.#framedFor));
  }

  #setSearch(pictureId: string, search: FaceSearch): void {
    this.#editor.store.setState(({ faces }) => ({ faces: { ...faces, searches: { ...faces.searches, [pictureId]: search } } }));
  }

  #end(pictureId: string, search: FaceSearch, frame: (loaded: BundleManifest) => readonly FramedFace[]): void {
    const loaded = comingManifest(this.#editor.store.getState());
    if (loaded === undefined) return;
    this.#running = undefined;
    // First, because the change of the document is news that `check` hears too.
    this.#setSearch(pictureId, search);
    this.#editor.history.amend(adding(pictureId, proposed(frame(loaded))));
  }

  async #look(picture: OpenPicture, manifest: BundleManifest, signal: AbortSignal): Promise<Sight> {
    const { isModelChosen, models } = this.#editor.store.getState().engine;
    if (!isModelChosen) return lookAround(this.#finder, picture, manifest, models, signal);
    return { kind: wantedFaces(manifest), isTold: false, findings: [await lookFor(this.#finder, picture, manifest, signal)] };
  }

  async #search(picture: OpenPicture, manifest: BundleManifest): Promise<void> {
    const { pictureId } = picture;
    const lookedFor = wantedFaces(manifest);
    const mine = this.#begin(picture, true);
    const { signal } = mine.controller;
    this.#setSearch(pictureId, { lookedFor, status: 'looking' });
    try {
      const { kind, isTold, findings } = await this.#look(picture, manifest, signal);
      if (this.#running === mine && this.#fitter.isUnfit(kind)) await (isTold ? this.#fitter.fitAloud(kind, signal) : this.#fitter.fit(kind, signal));
      if (this.#running !== mine) return;
      const used = comingManifest(this.#editor.store.getState());
      const finding = findings.find((each) => used && each.kind === wantedFaces(used)) ?? findings[0]!;
      this.#end(pictureId, { lookedFor: finding.kind, status: finding.isFound ? 'found' : 'none' }, finding.frame);
    } catch (thrown) {
      if (this.#running !== mine || isCancelled(thrown)) return;
      this.#end(pictureId, { lookedFor, status: 'failed' }, (loaded) => (lookedFor === 'drawn' ? frameDrawn([], loaded, picture) : framePhotographed([], loaded, picture)));
      notifyFailure(this.#editor.store, thrown, saysText().facesNotLooked);
    }
  }

  /** A picture that comes back, by an undo perhaps, does so in the model for its faces. */
  async #bringModel(picture: OpenPicture, { lookedFor }: FaceSearch): Promise<void> {
    const mine = this.#begin(picture, false);
    await this.#fitter.fit(lookedFor, mine.controller.signal);
    if (this.#running !== mine) return;
    this.#running = undefined;
    if (this.#fitter.isUnfit(lookedFor)) this.#unfitted.add(picture.pictureId);
    this.check();
  }
}

/**
 * Looks for faces in every picture that opens, beside the download of the model that wants them, and sees that the model is for them; a
 * bundle with another template has them framed anew.
 */
export function startFinding(editor: Pick<Editor, 'store' | 'history' | 'engine'>, finder: FaceFinderClient): () => void {
  const searcher = new FaceSearcher(editor, finder);
  const unsubscribe = editor.store.subscribe(() => { searcher.check(); });
  return () => {
    unsubscribe();
    searcher.abort();
  };
}
