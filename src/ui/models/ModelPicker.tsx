import { useEffect, useRef, type ReactNode } from 'react';
import { importModel } from '../../state/commands/import-model.ts';
import { useEditor } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { IMPORT_REQUEST, MODEL_EXTENSIONS } from './model-picker.ts';

/** The browser's own file dialog for models. */
export function ModelPicker(): ReactNode {
  const editor = useEditor();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const open = (): void => { ref.current?.click(); };
    window.addEventListener(IMPORT_REQUEST, open);
    return () => { window.removeEventListener(IMPORT_REQUEST, open); };
  }, []);
  return (
    <input
      ref={ref} type="file" accept={MODEL_EXTENSIONS} hidden aria-label={modelsText().modelToImport}
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        // The same file may be chosen again.
        event.currentTarget.value = '';
        if (file) void importModel(editor, file);
      }}
    />
  );
}
