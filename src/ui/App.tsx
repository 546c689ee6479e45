import { Tooltip } from 'radix-ui';
import type { ComponentType, ReactNode } from 'react';
import { closeImport } from '../state/commands/import-model.ts';
import { showDialog } from '../state/commands/view.ts';
import type { Editor } from '../state/editor.ts';
import { engineState } from '../state/selectors.ts';
import { EditorContext, useEditor, useEditorState } from '../state/use-editor.ts';
import { controlsText } from '../text/controls.ts';
import styles from './App.module.css';
import { LiveRegion } from './announce/LiveRegion.tsx';
import { useCommandKeys } from './commands/use-command-keys.ts';
import { useEarlyEscape } from './commands/use-early-escape.ts';
import { ErrorBoundary } from './controls/ErrorBoundary.tsx';
import { lazyPart } from './controls/LazyPart.tsx';
import { DropTarget } from './empty/DropTarget.tsx';
import { ModelPicker } from './models/ModelPicker.tsx';
import { Notices } from './notices/Notices.tsx';
import { EditPanel } from './panel/EditPanel.tsx';
import { Stage } from './stage/Stage.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { useLanguage } from './topbar/use-language.ts';
import { useTheme } from './topbar/use-theme.ts';

/** Loaded when it is first opened: most people edit one picture. */
const BatchView = lazyPart('batchPage', async () => (await import('./batch/BatchView.tsx')).BatchView);

const loadDialogs = async (): Promise<ComponentType> => (await import('./Dialogs.tsx')).Dialogs;
const Dialogs = lazyPart('dialogs', loadDialogs);

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
  useCommandKeys(editor);
  useEarlyEscape(hasDialog, doWithoutDialogs);
  return (
    <div className={styles['app']} data-engine-state={state} data-open={isOpen} data-page={page} data-offline={isOffline}>
      <TopBar />
      {page === 'batch' ? <ErrorBoundary name={controlsText().batchPage}><BatchView /></ErrorBoundary> : (
        <ErrorBoundary name={controlsText().editor}>
          <Stage />
          <EditPanel />
          <DropTarget />
        </ErrorBoundary>
      )}
      <ErrorBoundary name={controlsText().dialog}>
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
        <SpokenPage />
      </Tooltip.Provider>
    </EditorContext>
  );
}

/** The page in its language; made anew in another one, since what it shows lies in the store. */
function SpokenPage(): ReactNode {
  useTheme();
  return <EditorPage key={useLanguage()} />;
}
