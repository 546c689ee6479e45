import { placeFace, removeFace, selectNextFace } from '../../state/commands/face-list.ts';
import { copyPicture } from '../../state/commands/hand-out.ts';
import { redo, undo } from '../../state/commands/history.ts';
import { holdOriginal, showDialog, toggleCompare, toggleFrame, zoomBy, zoomToActual, zoomToFit } from '../../state/commands/view.ts';
import type { Editor } from '../../state/editor.ts';
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
  open: { title: 'Open a picture', keys: `${CONTROL} O`, match: ['o'], withControl: true, run: () => { window.dispatchEvent(new Event(OPEN_REQUEST)); } },
  save: { title: 'Save', keys: `${CONTROL} S`, match: ['s'], withControl: true, needsPicture: true, run: (editor) => { showDialog(editor, 'save'); } },
  copy: { title: 'Copy the edited picture', keys: `${CONTROL} C`, match: ['c'], withControl: true, withShift: false, needsPicture: true, isFor: isNotText, run: (editor) => { void copyPicture(editor); } },
  undo: { title: 'Undo', keys: `${CONTROL} Z`, match: ['z'], withControl: true, withShift: false, run: undo },
  redo: { title: 'Redo', keys: `${CONTROL} Shift Z`, match: ['z'], withControl: true, withShift: true, run: redo },
  redoAgain: { title: 'Redo', keys: `${CONTROL} Y`, match: ['y'], withControl: true, run: redo },
  original: { title: 'Hold to see the original', keys: 'B', match: ['b'], needsPicture: true, run: (editor) => { holdOriginal(editor, true); }, release: (editor) => { holdOriginal(editor, false); } },
  compare: { title: 'Before and after', keys: 'S', match: ['s'], needsPicture: true, run: toggleCompare },
  frame: { title: 'Face frames', keys: 'F', match: ['f'], needsPicture: true, run: toggleFrame },
  nextFace: { title: 'Next face', keys: 'N', match: ['n'], needsPicture: true, run: selectNextFace },
  addFace: { title: 'Add a face', keys: 'A', match: ['a'], needsPicture: true, run: (editor) => { placeFace(editor); focusFrame(); } },
  removeFace: { title: 'Remove the face', keys: 'Del', match: ['delete', 'backspace'], needsPicture: true, isFor: isAmongFaces, run: removeAndFocus },
  fit: { title: 'Fit', keys: '0', match: ['0'], needsPicture: true, run: zoomToFit },
  actual: { title: 'Actual pixels', keys: '1', match: ['1'], needsPicture: true, run: (editor) => { zoomToActual(editor); } },
  zoomIn: { title: 'Zoom in', keys: '+', match: ['+', '='], needsPicture: true, run: (editor) => { zoomBy(editor, ZOOM_STEP); } },
  zoomOut: { title: 'Zoom out', keys: '−', match: ['-'], needsPicture: true, run: (editor) => { zoomBy(editor, 1 / ZOOM_STEP); } },
  help: { title: 'This list', keys: '?', match: ['?'], run: (editor) => { showDialog(editor, 'shortcuts'); } },
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
