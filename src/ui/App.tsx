import { Tooltip } from 'radix-ui';
import type { ComponentType, ReactNode } from 'react';
import { closeImport } from '../state/commands/import-model.ts';
import { showDialog } from '../state/commands/view.ts';
import type { Editor } from '../state/editor.ts';
import { engineState } from '../state/selectors.ts';
import { EditorContext, useEditor, useEditorState } from '../state/use-editor.ts';
import styles from './App.module.css';
import { LiveRegion } from './announce/LiveRegion.tsx';
import { ErrorBoundary } from './controls/ErrorBoundary.tsx';
import { lazyPart } from './controls/LazyPart.tsx';
import { DropTarget } from './empty/DropTarget.tsx';
import { ModelPicker } from './models/ModelPicker.tsx';
import { Notices } from './notices/Notices.tsx';
import { EditPanel } from './panel/EditPanel.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { Stage } from './stage/Stage.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { useTheme } from './topbar/use-theme.ts';

/** Loaded when it is first opened: most people edit one picture. */
const BatchView = lazyPart('the batch page', async () => (await import('./batch/BatchView.tsx')).BatchView);

const loadDialogs = async (): Promise<ComponentType> => (await import('./Dialogs.tsx')).Dialogs;
const Dialogs = lazyPart('the dialogs', loadDialogs);

/** Fetches what the first paint does without and the first edit soon needs. */
export function fetchSoon(): void {
  // Asked for again, and its absence told, when a dialog opens.
  loadDialogs().catch(() => undefined);
}

const HINT_DELAY_MS = 450;

function EditorPage(): ReactNode {
  const state = useEditorState(engineState);
  const isOffline = useEditorState(({ offline }) => offline.isReady);
  const { hasDialog, page, isOpen } = useEditorState(({ view, picture, models }) => ({
    hasDialog: view.dialog !== undefined || models.importing !== undefined, page: view.page, isOpen: picture.open !== undefined,
  }));
  const editor = useEditor();
  const doWithoutDialogs = (): void => {
    closeImport(editor);
    showDialog(editor, undefined);
  };
  useShortcuts(editor);
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
        <div className={styles['dialogs']}>{hasDialog && <Dialogs onGiveUp={doWithoutDialogs} />}</div>
        <ModelPicker />
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
