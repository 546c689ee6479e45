import type { EditDocument } from './edit-document.ts';
import type { EditorStore, HistoryState } from './editor-store.ts';
import type { Gesture } from './slices/view-slice.ts';

/** Repeated key presses closer than this make one step. */
const JOIN_MS = 600;

/** Groups changes of the document into the steps that undo takes back. */
export interface History {
  /**
   * Changes the document. Changes of the same `step` are one step of history within a gesture,
   * and with `joinsRecent` also when they follow each other quickly.
   */
  change(step: string, update: (document: EditDocument) => EditDocument, options?: { readonly joinsRecent?: boolean }): void;
  /** Begins a drag. The answer says whether it is still under way: an undo, a new picture and another drag end it too. */
  begin(gesture: Gesture): () => boolean;
  /** Ends the drag under way, whoever began it. */
  end(): void;
  /** Goes so many steps back, one unless told otherwise. The face that was changed is selected. */
  undo(steps?: number): void;
  redo(steps?: number): void;
  /** Changes the document and every step of history alike, for what no person did: it can be neither undone nor lost by an undo. */
  amend(update: (document: EditDocument) => EditDocument): void;
  /** The document that an undo or a redo of so many steps would bring; undefined where there is none. */
  next(direction: 'undo' | 'redo', steps?: number): EditDocument | undefined;
  /** Every document that undo and redo lead to, in the order in which they were made, and the place of the present one. */
  timeline(): { readonly documents: readonly EditDocument[]; readonly present: number };
  /** The present document and every other one that undo and redo lead to. */
  documents(): readonly EditDocument[];
  /** Takes the place of the document and of every step. */
  replace(document: EditDocument, past?: readonly EditDocument[], future?: readonly EditDocument[]): void;
}

function isSame(a: EditDocument, b: EditDocument): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The face that one of two documents has otherwise than the other; undefined when the selected one is among several. */
function faceToSelect(before: EditDocument, after: EditDocument, selectedId: string | undefined): string | undefined {
  const changed = after.faces.filter((face) => !before.faces.includes(face));
  return changed.some(({ id }) => id === selectedId) ? undefined : changed[0]?.id;
}

function amendAll(store: EditorStore, update: (document: EditDocument) => EditDocument): void {
  const amended = ({ document }: Partial<HistoryState>): Partial<HistoryState> => (document ? { document: update(document) } : {});
  store.setState(({ document }) => ({ document: update(document) }));
  store.temporal.setState(({ pastStates, futureStates }) => ({ pastStates: pastStates.map(amended), futureStates: futureStates.map(amended) }));
}

function nextOf(store: EditorStore, direction: 'undo' | 'redo', steps: number): EditDocument | undefined {
  const { pastStates, futureStates } = store.temporal.getState();
  return (direction === 'undo' ? pastStates : futureStates).at(-steps)?.document;
}

function documentsOf(store: EditorStore): readonly EditDocument[] {
  const { pastStates, futureStates } = store.temporal.getState();
  return [store.getState().document, ...[...pastStates, ...futureStates].flatMap(({ document }) => document ?? [])];
}

function timelineOf(store: EditorStore): ReturnType<History['timeline']> {
  const { pastStates, futureStates } = store.temporal.getState();
  const stepsOf = (states: readonly Partial<HistoryState>[]): readonly EditDocument[] => states.flatMap(({ document }) => document ?? []);
  const past = stepsOf(pastStates);
  return { documents: [...past, store.getState().document, ...stepsOf(futureStates).toReversed()], present: past.length };
}

function setGesture(store: EditorStore, gesture: Gesture | undefined): void {
  store.setState(({ view }) => ({ view: { ...view, gesture } }));
}

/** History of one editor's document. */
export function createHistory(store: EditorStore): History {
  const history = store.temporal.getState();
  // Only `change` makes steps: what an effect does to the document while another part of the state is being set must not.
  history.pause();
  let last: { readonly step: string; readonly atMs: number } | undefined;
  let drag: { readonly start: EditDocument } | undefined;

  const end = (): void => {
    if (drag === undefined) return;
    const wentNowhere = last !== undefined && isSame(drag.start, store.getState().document);
    if (wentNowhere) {
      store.temporal.setState(({ pastStates }) => ({ pastStates: pastStates.slice(0, -1) }));
      last = undefined;
    }
    drag = undefined;
    setGesture(store, undefined);
  };

  const travel = (direction: 'undo' | 'redo', steps: number): void => {
    end();
    last = undefined;
    const before = store.getState();
    store.temporal.getState()[direction](steps);
    const selectedFaceId = faceToSelect(before.document, store.getState().document, before.view.selectedFaceId);
    if (selectedFaceId !== undefined) store.setState(({ view }) => ({ view: { ...view, selectedFaceId } }));
  };

  return {
    change(step, update, { joinsRecent = false } = {}) {
      const before = store.getState().document;
      const after = update(before);
      if (after === before) return;
      const nowMs = performance.now();
      const joins = last?.step === step && (drag !== undefined || (joinsRecent && nowMs - last.atMs < JOIN_MS));
      last = { step, atMs: nowMs };
      if (!joins) history.resume();
      store.setState({ document: after });
      history.pause();
    },
    begin(gesture) {
      end();
      last = undefined;
      const mine = { start: store.getState().document };
      drag = mine;
      setGesture(store, gesture);
      return () => drag === mine;
    },
    end,
    amend: (update) => { amendAll(store, update); },
    undo: (steps = 1) => { travel('undo', steps); },
    redo: (steps = 1) => { travel('redo', steps); },
    next: (direction, steps = 1) => nextOf(store, direction, steps),
    timeline: () => timelineOf(store),
    documents: () => documentsOf(store),
    replace(document, past = [], future = []) {
      end();
      last = undefined;
      store.setState({ document });
      store.temporal.setState({ pastStates: past.map((each) => ({ document: each })), futureStates: future.map((each) => ({ document: each })) });
    },
  };
}
