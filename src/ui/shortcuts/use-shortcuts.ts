import { useEffect } from 'react';
import type { Editor } from '../../state/editor.ts';
import { SHORTCUTS, shortcutFor } from './shortcut-table.ts';

/** Keys that an element takes for itself. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || !(event.target instanceof Element)) return event.defaultPrevented;
  if (event.target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  return event.target.closest('input, textarea') !== null && !(event.ctrlKey || event.metaKey);
}

/** Runs the shortcuts for the whole page. */
export function useShortcuts(editor: Editor): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      const { picture, view } = editor.store.getState();
      const shortcut = shortcutFor(event, view.preferences.hasSingleKeys);
      if (!shortcut) return;
      event.preventDefault();
      if (shortcut.needsPicture === true && !picture.open) return;
      if (shortcut.release && event.repeat) return;
      shortcut.run(editor);
    };
    const onKeyUp = (event: KeyboardEvent): void => {
      if (SHORTCUTS.original.match.some((key) => key === event.key.toLowerCase())) SHORTCUTS.original.release(editor);
    };
    const onBlur = (): void => { SHORTCUTS.original.release(editor); };
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
