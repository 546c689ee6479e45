import { clearBrush, featherBrush, resizeBrush, switchBrush, toggleBrush } from '../../state/commands/brush.ts';
import { resetAll } from '../../state/commands/edit-levels.ts';
import { placeFace, removeFace, selectNextFace } from '../../state/commands/face-list.ts';
import { copyPicture } from '../../state/commands/hand-out.ts';
import { redo, undo } from '../../state/commands/history.ts';
import { holdOriginal, showDialog, showPage, toggleCompare, toggleFrame, zoomBy, zoomToActual, zoomToFit } from '../../state/commands/view.ts';
import type { Editor } from '../../state/editor.ts';
import { hasSettings, selectedFace } from '../../state/face-selectors.ts';
import { isSelectedRead } from '../../state/face-tasks.ts';
import type { ViewSlice } from '../../state/slices/view-slice.ts';
import { controlsText } from '../../text/controls.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { panelText } from '../../text/panel.ts';
import { stageText } from '../../text/stage.ts';
import { pickModel } from '../models/model-picker.ts';
import { focusFrame, isAmongFaces, SELECTED_FRAME } from '../stage/focus-frame.ts';

/** Keys that run a command wherever the keyboard is. */
interface KeyBinding {
  /** As shown to people. */
  readonly keys: string;
  /** `KeyboardEvent.key` values, lower case. */
  readonly match: readonly string[];
  readonly withControl?: boolean;
  /** Undefined where shift does not matter. */
  readonly withShift?: boolean;
  /** Undefined for keys that are meant wherever the keyboard is. */
  readonly isFor?: (target: EventTarget | null) => boolean;
  readonly release?: (editor: Editor) => void;
}

/** What a person can have done from a menu, by a key, or by its name. */
export interface Command extends Partial<KeyBinding> {
  readonly title: string;
  /** Where the list of all commands has it. */
  readonly group: CommandGroup;
  /** Undefined for what can always be done. */
  readonly isPossible?: (editor: Editor) => boolean;
  readonly run: (editor: Editor) => void;
}

export type CommandGroup = 'file' | 'edit' | 'face' | 'view' | 'app';

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

const isEditing = ({ store }: Editor): boolean => store.getState().view.page === 'editor';
const isOpen = ({ store }: Editor): boolean => store.getState().picture.open !== undefined;
const hasFace = ({ store }: Editor): boolean => store.getState().document.faces.length > 0;
const isBrushing = ({ store }: Editor): boolean => store.getState().view.brush.isOn;
const isRead = ({ store }: Editor): boolean => isSelectedRead(store.getState());
const opens = (dialog: ViewSlice['dialog']) => (editor: Editor): void => { showDialog(editor, dialog); };

/** Every command: the one place that menus, keys, hints, the help and the palette read. */
export const COMMANDS = {
  palette: { get title() { return controlsText().allCommands; }, group: 'app', keys: `${CONTROL} K`, match: ['k'], withControl: true, run: opens('palette') },
  open: { get title() { return stageText().openPicture; }, group: 'file', keys: `${CONTROL} O`, match: ['o'], withControl: true, run: () => { window.dispatchEvent(new Event(OPEN_REQUEST)); } },
  save: { get title() { return stageText().save; }, group: 'file', keys: `${CONTROL} S`, match: ['s'], withControl: true, isPossible: isOpen, run: opens('save') },
  copy: { get title() { return stageText().copyPicture; }, group: 'file', keys: `${CONTROL} C`, match: ['c'], withControl: true, withShift: false, isFor: isNotText, isPossible: isOpen, run: (editor) => { void copyPicture(editor); } },
  contactSheet: { get title() { return dialogsText().sheetOfFace; }, group: 'file', isPossible: isOpen, run: opens('contact-sheet') },
  strip: { get title() { return dialogsText().stripOrMoving; }, group: 'file', isPossible: isOpen, run: opens('strip') },
  recent: { get title() { return controlsText().recentPictures; }, group: 'file', run: opens('recent') },
  undo: { get title() { return stageText().undo; }, group: 'edit', keys: `${CONTROL} Z`, match: ['z'], withControl: true, withShift: false, isPossible: ({ store }) => store.temporal.getState().pastStates.length > 0, run: undo },
  redo: { get title() { return stageText().redo; }, group: 'edit', keys: `${CONTROL} Shift Z`, match: ['z'], withControl: true, withShift: true, isPossible: ({ store }) => store.temporal.getState().futureStates.length > 0, run: redo },
  redoAgain: { get title() { return stageText().redo; }, group: 'edit', keys: `${CONTROL} Y`, match: ['y'], withControl: true, run: redo },
  resetAll: { get title() { return panelText().resetAll; }, group: 'edit', isPossible: ({ store }) => hasSettings(store.getState()), run: resetAll },
  variations: { get title() { return panelText().variations; }, group: 'edit', isPossible: isRead, run: opens('variations') },
  presets: { get title() { return panelText().arrange; }, group: 'edit', isPossible: hasFace, run: opens('presets') },
  insight: { get title() { return panelText().lookInside; }, group: 'face', isPossible: isRead, run: opens('insight') },
  original: { get title() { return stageText().holdOriginal; }, group: 'view', keys: 'B', match: ['b'], isPossible: isOpen, run: (editor) => { holdOriginal(editor, true); }, release: (editor) => { holdOriginal(editor, false); } },
  compare: { get title() { return stageText().compareLabel; }, group: 'view', keys: 'S', match: ['s'], isPossible: isOpen, run: toggleCompare },
  frame: { get title() { return stageText().faceFrames; }, group: 'view', keys: 'F', match: ['f'], isPossible: isOpen, run: toggleFrame },
  nextFace: { get title() { return stageText().nextFace; }, group: 'face', keys: 'N', match: ['n'], isPossible: hasFace, run: selectNextFace },
  addFace: { get title() { return stageText().addAFace; }, group: 'face', keys: 'A', match: ['a'], isPossible: isOpen, run: (editor) => { placeFace(editor); focusFrame(); } },
  removeFace: { get title() { return stageText().removeTheFace; }, group: 'face', keys: 'Del', match: ['delete', 'backspace'], isFor: isAmongFaces, isPossible: hasFace, run: removeAndFocus },
  brush: { get title() { return stageText().brush; }, group: 'face', keys: 'M', match: ['m'], isPossible: hasFace, run: toggleBrush },
  brushSwitch: { get title() { return stageText().brushSwitch; }, group: 'face', keys: 'X', match: ['x'], isPossible: isBrushing, run: switchBrush },
  brushSmaller: { get title() { return stageText().brushSmaller; }, group: 'face', keys: '[', match: ['['], isPossible: isBrushing, run: (editor) => { resizeBrush(editor, -1); } },
  brushLarger: { get title() { return stageText().brushLarger; }, group: 'face', keys: ']', match: [']'], isPossible: isBrushing, run: (editor) => { resizeBrush(editor, 1); } },
  brushHarder: { get title() { return stageText().brushHarder; }, group: 'face', keys: '{', match: ['{'], isPossible: isBrushing, run: (editor) => { featherBrush(editor, -1); } },
  brushSofter: { get title() { return stageText().brushSofter; }, group: 'face', keys: '}', match: ['}'], isPossible: isBrushing, run: (editor) => { featherBrush(editor, 1); } },
  brushClear: { get title() { return stageText().brushClear; }, group: 'face', isPossible: ({ store }) => selectedFace(store.getState())?.mask !== undefined, run: clearBrush },
  fit: { get title() { return stageText().fit; }, group: 'view', keys: '0', match: ['0'], isPossible: isOpen, run: zoomToFit },
  actual: { get title() { return stageText().actualPixels; }, group: 'view', keys: '1', match: ['1'], isPossible: isOpen, run: (editor) => { zoomToActual(editor); } },
  zoomIn: { get title() { return stageText().zoomIn; }, group: 'view', keys: '+', match: ['+', '='], isPossible: isOpen, run: (editor) => { zoomBy(editor, ZOOM_STEP); } },
  zoomOut: { get title() { return stageText().zoomOut; }, group: 'view', keys: '−', match: ['-'], isPossible: isOpen, run: (editor) => { zoomBy(editor, 1 / ZOOM_STEP); } },
  models: { get title() { return panelText().manageModels; }, group: 'app', run: opens('models') },
  importModel: { get title() { return panelText().importModel; }, group: 'app', run: pickModel },
  editorPage: { get title() { return controlsText().toEditor; }, group: 'app', isPossible: (editor) => !isEditing(editor), run: (editor) => { showPage(editor, 'editor'); } },
  batchPage: { get title() { return controlsText().toBatch; }, group: 'app', isPossible: isEditing, run: (editor) => { showPage(editor, 'batch'); } },
  help: { get title() { return stageText().shortcuts; }, group: 'app', keys: '?', match: ['?'], run: opens('shortcuts') },
} as const satisfies Record<string, Command>;

/** The command whose keys an event has. */
export function commandFor(event: KeyboardEvent, hasSingleKeys: boolean): Command | undefined {
  const key = event.key.toLowerCase();
  const isControl = event.ctrlKey || event.metaKey;
  return Object.values<Command>(COMMANDS).find((command) => command.match?.includes(key) === true
    && (command.withControl ?? false) === isControl
    && (command.withShift === undefined || command.withShift === event.shiftKey)
    && !event.altKey
    && command.isFor?.(event.target) !== false
    && (isControl || hasSingleKeys));
}
