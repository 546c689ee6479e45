import type { Editor } from '../editor.ts';

/** Takes the last change back. */
export function undo({ history }: Editor): void {
  history.undo();
}

/** Makes the change again that was taken back last. */
export function redo({ history }: Editor): void {
  history.redo();
}
