import type { ReactNode } from 'react';
import { closeImport } from '../state/commands/import-model.ts';
import { showDialog } from '../state/commands/view.ts';
import { useEditor, useEditorState } from '../state/use-editor.ts';
import { lazyPart } from './controls/LazyPart.tsx';
import { PresetsDialog } from './presets/PresetsDialog.tsx';
import { RecentDialog } from './recent/RecentDialog.tsx';
import { ContactSheetDialog } from './save/ContactSheetDialog.tsx';
import { SaveDialog } from './save/SaveDialog.tsx';
import { ShortcutsDialog } from './shortcuts/ShortcutsDialog.tsx';

/** Not everybody's: fetched when they are first opened. */
const InsightDialog = lazyPart('insight', async () => (await import('./insight/InsightDialog.tsx')).InsightDialog);
const ImportDialog = lazyPart('models', async () => (await import('./models/ImportDialog.tsx')).ImportDialog);
const ModelsDialog = lazyPart('models', async () => (await import('./models/ModelsDialog.tsx')).ModelsDialog);
const StripDialog = lazyPart('films', async () => (await import('./save/StripDialog.tsx')).StripDialog);
const CommandPalette = lazyPart('palette', async () => (await import('./palette/CommandPalette.tsx')).CommandPalette);
const VariationsDialog = lazyPart('variations', async () => (await import('./variations/VariationsDialog.tsx')).VariationsDialog);

/** The dialogs: none is needed for the first paint, so the page fetches them afterwards. */
export function Dialogs(): ReactNode {
  const editor = useEditor();
  const close = (): void => { showDialog(editor, undefined); };
  const { dialog, isOpen, job } = useEditorState(({ view, picture, models }) => ({ dialog: view.dialog, isOpen: picture.open !== undefined, job: models.importing }));
  return (
    <>
      {dialog === 'save' && isOpen && <SaveDialog />}
      {dialog === 'contact-sheet' && isOpen && <ContactSheetDialog />}
      {dialog === 'strip' && isOpen && <StripDialog onGiveUp={close} />}
      {dialog === 'variations' && isOpen && <VariationsDialog onGiveUp={close} />}
      {dialog === 'palette' && <CommandPalette onGiveUp={close} />}
      {dialog === 'insight' && isOpen && <InsightDialog onGiveUp={close} />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'recent' && <RecentDialog />}
      {dialog === 'presets' && <PresetsDialog />}
      {dialog === 'models' && <ModelsDialog onGiveUp={close} />}
      {job && <ImportDialog job={job} onGiveUp={() => { closeImport(editor); }} />}
    </>
  );
}
