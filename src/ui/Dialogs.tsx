import type { ReactNode } from 'react';
import { useEditorState } from '../state/use-editor.ts';
import { InsightDialog } from './insight/InsightDialog.tsx';
import { ImportDialog } from './models/ImportDialog.tsx';
import { ModelsDialog } from './models/ModelsDialog.tsx';
import { PresetsDialog } from './presets/PresetsDialog.tsx';
import { RecentDialog } from './recent/RecentDialog.tsx';
import { ContactSheetDialog } from './save/ContactSheetDialog.tsx';
import { SaveDialog } from './save/SaveDialog.tsx';
import { ShortcutsDialog } from './shortcuts/ShortcutsDialog.tsx';

/** The dialogs: none is needed for the first paint, so the page fetches them afterwards. */
export function Dialogs(): ReactNode {
  const { dialog, isOpen, job } = useEditorState(({ view, picture, models }) => ({ dialog: view.dialog, isOpen: picture.open !== undefined, job: models.importing }));
  return (
    <>
      {dialog === 'save' && isOpen && <SaveDialog />}
      {dialog === 'contact-sheet' && isOpen && <ContactSheetDialog />}
      {dialog === 'insight' && isOpen && <InsightDialog />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'recent' && <RecentDialog />}
      {dialog === 'presets' && <PresetsDialog />}
      {dialog === 'models' && <ModelsDialog />}
      {job && <ImportDialog job={job} />}
    </>
  );
}
