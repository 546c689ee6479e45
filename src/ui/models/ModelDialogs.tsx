import type { ReactNode } from 'react';
import { useEditorState } from '../../state/use-editor.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { ModelPicker } from './ModelPicker.tsx';
import { ModelsDialog } from './ModelsDialog.tsx';

/** Everything that brings models in and manages them. */
export function ModelDialogs(): ReactNode {
  const { job, isListOpen } = useEditorState(({ models, view }) => ({ job: models.importing, isListOpen: view.dialog === 'models' }));
  return (
    <>
      <ModelPicker />
      {isListOpen && <ModelsDialog />}
      {job && <ImportDialog job={job} />}
    </>
  );
}
