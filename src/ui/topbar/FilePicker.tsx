import { useEffect, useRef, type ReactNode } from 'react';
import { openFiles } from '../../state/commands/open-picture.ts';
import { useEditor } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { MODEL_EXTENSIONS } from '../models/model-picker.ts';
import { OPEN_REQUEST } from '../commands/command-table.ts';

/** The browser's own file dialog, opened by whoever asks for it. */
export function FilePicker(): ReactNode {
  const editor = useEditor();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const open = (): void => { ref.current?.click(); };
    window.addEventListener(OPEN_REQUEST, open);
    return () => { window.removeEventListener(OPEN_REQUEST, open); };
  }, []);
  return (
    <input
      ref={ref} type="file" accept={`image/*,.heic,.heif,${MODEL_EXTENSIONS}`} hidden aria-label={controlsText().pictureToOpen}
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        // The same file may be chosen again.
        event.currentTarget.value = '';
        void openFiles(editor, files);
      }}
    />
  );
}
