import { useEffect } from 'react';
import type { Editor } from '../../state/editor.ts';
import { commandFor, COMMANDS } from './command-table.ts';

/** Keys that an element takes for itself. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || !(event.target instanceof Element)) return event.defaultPrevented;
  if (event.target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  return event.target.closest('input, textarea') !== null && !(event.ctrlKey || event.metaKey);
}

/** Runs commands by their keys, for the whole page. */
export function useCommandKeys(editor: Editor): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      const command = commandFor(event, editor.store.getState().view.preferences.hasSingleKeys);
      if (!command) return;
      event.preventDefault();
      if (command.isPossible?.(editor) === false) return;
      if (command.release && event.repeat) return;
      command.run(editor);
    };
    const onKeyUp = (event: KeyboardEvent): void => {
      if (COMMANDS.original.match.some((key) => key === event.key.toLowerCase())) COMMANDS.original.release(editor);
    };
    const onBlur = (): void => { COMMANDS.original.release(editor); };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, [editor]);
}
