import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Editor } from '../state/editor.ts';
import { engineState } from '../state/selectors.ts';
import { EditorContext, useEditor, useEditorState } from '../state/use-editor.ts';
import styles from './App.module.css';
import { LiveRegion } from './announce/LiveRegion.tsx';
import { ErrorBoundary } from './controls/ErrorBoundary.tsx';
import { lazyPart } from './controls/LazyPart.tsx';
import { DropTarget } from './empty/DropTarget.tsx';
import { ModelDialogs } from './models/ModelDialogs.tsx';
import { Notices } from './notices/Notices.tsx';
import { EditPanel } from './panel/EditPanel.tsx';
import { PresetsDialog } from './presets/PresetsDialog.tsx';
import { RecentDialog } from './recent/RecentDialog.tsx';
import { ContactSheetDialog } from './save/ContactSheetDialog.tsx';
import { SaveDialog } from './save/SaveDialog.tsx';
import { ShortcutsDialog } from './shortcuts/ShortcutsDialog.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { Stage } from './stage/Stage.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { useTheme } from './topbar/use-theme.ts';

/** Loaded when it is first opened: most people edit one picture. */
const BatchView = lazyPart('the batch page', async () => (await import('./batch/BatchView.tsx')).BatchView);

const StripDialog = lazyPart('strips and moving pictures', async () => (await import('./save/StripDialog.tsx')).StripDialog);

const InsightDialog = lazyPart('the look inside', async () => (await import('./insight/InsightDialog.tsx')).InsightDialog);

const HINT_DELAY_MS = 450;

function EditorPage(): ReactNode {
  const state = useEditorState(engineState);
  const isOffline = useEditorState(({ offline }) => offline.isReady);
  const { dialog, page, isOpen } = useEditorState(({ view, picture }) => ({ dialog: view.dialog, page: view.page, isOpen: picture.open !== undefined }));
  useShortcuts(useEditor());
  useTheme();
  return (
    <div className={styles['app']} data-engine-state={state} data-open={isOpen} data-page={page} data-offline={isOffline}>
      <TopBar />
      {page === 'batch' ? <ErrorBoundary name="The batch page"><BatchView /></ErrorBoundary> : (
        <ErrorBoundary name="The editor">
          <Stage />
          <EditPanel />
          <DropTarget />
        </ErrorBoundary>
      )}
      <ErrorBoundary name="The dialog">
        {dialog === 'save' && isOpen && <SaveDialog />}
        {dialog === 'contact-sheet' && isOpen && <ContactSheetDialog />}
        {dialog === 'strip' && isOpen && <StripDialog />}
        {dialog === 'insight' && isOpen && <InsightDialog />}
        {dialog === 'shortcuts' && <ShortcutsDialog />}
        {dialog === 'recent' && <RecentDialog />}
        {dialog === 'presets' && <PresetsDialog />}
        <ModelDialogs />
      </ErrorBoundary>
      <Notices />
      <LiveRegion />
    </div>
  );
}

/** The whole page of one editor. */
export function App({ editor }: { readonly editor: Editor }): ReactNode {
  return (
    <EditorContext value={editor}>
      <Tooltip.Provider delayDuration={HINT_DELAY_MS}>
        <EditorPage />
      </Tooltip.Provider>
    </EditorContext>
  );
}
