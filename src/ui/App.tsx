import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Editor } from '../state/editor.ts';
import { engineState } from '../state/selectors.ts';
import { EditorContext, useEditor, useEditorState } from '../state/use-editor.ts';
import styles from './App.module.css';
import { DropVeil } from './empty/DropVeil.tsx';
import { ModelDialogs } from './models/ModelDialogs.tsx';
import { Notices } from './notices/Notices.tsx';
import { EditPanel } from './panel/EditPanel.tsx';
import { SaveDialog } from './save/SaveDialog.tsx';
import { ShortcutsDialog } from './shortcuts/ShortcutsDialog.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { Stage } from './stage/Stage.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { useTheme } from './topbar/use-theme.ts';

const HINT_DELAY_MS = 450;

function EditorPage(): ReactNode {
  const state = useEditorState(engineState);
  const { dialog, isOpen } = useEditorState(({ view, picture }) => ({ dialog: view.dialog, isOpen: picture.open !== undefined }));
  useShortcuts(useEditor());
  useTheme();
  return (
    <div className={styles['app']} data-engine-state={state} data-open={isOpen}>
      <TopBar />
      <Stage />
      <EditPanel />
      <DropVeil />
      {dialog === 'save' && isOpen && <SaveDialog />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      <ModelDialogs />
      <Notices />
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
