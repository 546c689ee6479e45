import { ownValue } from '../../core/own-value.ts';
import type { Editor } from '../editor.ts';
import { bringPicture } from './show-picture.ts';

/** Takes the last change back; where that was another picture, the one before is opened first. */
export function undo(editor: Editor): void {
  travel(editor, 'undo');
}

/** Makes the change again that was taken back last. */
export function redo(editor: Editor): void {
  travel(editor, 'redo');
}

/** Goes to a step of the timeline, by its place; where that is of another picture, it is opened first. */
export function goToStep(editor: Editor, index: number): void {
  // A drag that went nowhere is no step.
  editor.history.end();
  const by = index - editor.store.temporal.getState().pastStates.length;
  if (by !== 0) travel(editor, by < 0 ? 'undo' : 'redo', Math.abs(by));
}

function travel(editor: Editor, direction: 'undo' | 'redo', steps = 1): void {
  const { store, history } = editor;
  history.end();
  const target = history.next(direction, steps);
  const { document, picture: { sources, opening } } = store.getState();
  if (target?.pictureId === undefined || target.pictureId === document.pictureId) {
    history[direction](steps);
    return;
  }
  const { pictureId } = target;
  const source = ownValue(sources, pictureId);
  // Pressed again while it is on its way.
  if (!source || opening?.pictureId === pictureId) return;
  void bringPicture(editor, {
    name: source.name, pictureId, read: () => Promise.resolve(source.blob),
    change: () => {
      // An edit made meanwhile is the latest step now, and not the one that was meant.
      if (history.next(direction, steps) !== target) return false;
      history[direction](steps);
      return true;
    },
  });
}
