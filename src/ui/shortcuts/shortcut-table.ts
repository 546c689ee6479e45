import { placeFace, removeFace, selectNextFace } from '../../state/commands/face-list.ts';
import { copyPicture } from '../../state/commands/hand-out.ts';
import { redo, undo } from '../../state/commands/history.ts';
import { holdOriginal, showDialog, toggleCompare, toggleFrame, zoomBy, zoomToActual, zoomToFit } from '../../state/commands/view.ts';
import type { Editor } from '../../state/editor.ts';
import { stageText } from '../../text/stage.ts';
import { focusFrame, isAmongFaces, SELECTED_FRAME } from '../stage/focus-frame.ts';

interface Shortcut {
  readonly title: string;
  /** As shown to people. */
  readonly keys: string;
  /** `KeyboardEvent.key` values, lower case. */
  readonly match: readonly string[];
  readonly withControl?: boolean;
  /** Undefined where shift does not matter. */
  readonly withShift?: boolean;
  readonly needsPicture?: boolean;
  /** Undefined for keys that are meant wherever the keyboard is. */
  readonly isFor?: (target: EventTarget | null) => boolean;
  readonly run: (editor: Editor) => void;
  readonly release?: (editor: Editor) => void;
}

const CONTROL = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
const ZOOM_STEP = 1.25;

/** Asks the app for its file picker, which must be opened by an element of its own. */
export const OPEN_REQUEST = 'mien-open-file';

/** Removes the face; the keyboard, if it was on a frame, goes on to the next one. */
function removeAndFocus(editor: Editor): void {
  const wasOnFrame = document.activeElement?.hasAttribute(SELECTED_FRAME);
  removeFace(editor);
  if (wasOnFrame) focusFrame();
}

/** False where the keys copy text: within a field, or where text is selected. */
function isNotText(target: EventTarget | null): boolean {
  const isField = target instanceof Element && target.closest('input, textarea') !== null;
  return !isField && getSelection()?.isCollapsed !== false;
}

/** Every shortcut: the one place that the keys, the hints and the help read. */
export const SHORTCUTS = {
  open: { get title() { return stageText().openPicture; }, keys: `${CONTROL} O`, match: ['o'], withControl: true, run: () => { window.dispatchEvent(new Event(OPEN_REQUEST)); } },
  save: { get title() { return stageText().save; }, keys: `${CONTROL} S`, match: ['s'], withControl: true, needsPicture: true, run: (editor) => { showDialog(editor, 'save'); } },
  copy: { get title() { return stageText().copyPicture; }, keys: `${CONTROL} C`, match: ['c'], withControl: true, withShift: false, needsPicture: true, isFor: isNotText, run: (editor) => { void copyPicture(editor); } },
  undo: { get title() { return stageText().undo; }, keys: `${CONTROL} Z`, match: ['z'], withControl: true, withShift: false, run: undo },
  redo: { get title() { return stageText().redo; }, keys: `${CONTROL} Shift Z`, match: ['z'], withControl: true, withShift: true, run: redo },
  redoAgain: { get title() { return stageText().redo; }, keys: `${CONTROL} Y`, match: ['y'], withControl: true, run: redo },
  original: { get title() { return stageText().holdOriginal; }, keys: 'B', match: ['b'], needsPicture: true, run: (editor) => { holdOriginal(editor, true); }, release: (editor) => { holdOriginal(editor, false); } },
  compare: { get title() { return stageText().compareLabel; }, keys: 'S', match: ['s'], needsPicture: true, run: toggleCompare },
  frame: { get title() { return stageText().faceFrames; }, keys: 'F', match: ['f'], needsPicture: true, run: toggleFrame },
  nextFace: { get title() { return stageText().nextFace; }, keys: 'N', match: ['n'], needsPicture: true, run: selectNextFace },
  addFace: { get title() { return stageText().addAFace; }, keys: 'A', match: ['a'], needsPicture: true, run: (editor) => { placeFace(editor); focusFrame(); } },
  removeFace: { get title() { return stageText().removeTheFace; }, keys: 'Del', match: ['delete', 'backspace'], needsPicture: true, isFor: isAmongFaces, run: removeAndFocus },
  fit: { get title() { return stageText().fit; }, keys: '0', match: ['0'], needsPicture: true, run: zoomToFit },
  actual: { get title() { return stageText().actualPixels; }, keys: '1', match: ['1'], needsPicture: true, run: (editor) => { zoomToActual(editor); } },
  zoomIn: { get title() { return stageText().zoomIn; }, keys: '+', match: ['+', '='], needsPicture: true, run: (editor) => { zoomBy(editor, ZOOM_STEP); } },
  zoomOut: { get title() { return stageText().zoomOut; }, keys: '−', match: ['-'], needsPicture: true, run: (editor) => { zoomBy(editor, 1 / ZOOM_STEP); } },
  help: { get title() { return stageText().thisList; }, keys: '?', match: ['?'], run: (editor) => { showDialog(editor, 'shortcuts'); } },
} as const satisfies Record<string, Shortcut>;

/** The shortcut that an event asks for. */
export function shortcutFor(event: KeyboardEvent, hasSingleKeys: boolean): Shortcut | undefined {
  const key = event.key.toLowerCase();
  const isControl = event.ctrlKey || event.metaKey;
  return Object.values<Shortcut>(SHORTCUTS).find((shortcut) => shortcut.match.includes(key)
    && (shortcut.withControl ?? false) === isControl
    && (shortcut.withShift === undefined || shortcut.withShift === event.shiftKey)
    && !event.altKey
    && shortcut.isFor?.(event.target) !== false
    && (isControl || hasSingleKeys));
}
