import { CircleQuestionMark, FolderOpen, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { showPage } from '../../state/commands/view.ts';
import { useEditor, useEditorState, useHistory } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { Wordmark } from '../brand/Wordmark.tsx';
import { Button } from '../controls/Button.tsx';
import { Hint } from '../controls/Hint.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { SaveMenu } from '../save/SaveMenu.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import { SettingsMenu } from './SettingsMenu.tsx';
import { FilePicker } from './FilePicker.tsx';
import styles from './TopBar.module.css';

function PictureName(): ReactNode {
  const open = useEditorState(({ picture }) => picture.open);
  if (!open) return null;
  return (
    <p className={styles['picture']}>
      <span className={styles['name']}>{open.name}</span>
      <span className={styles['size']}>{`${open.widthPx} × ${open.heightPx}`}</span>
    </p>
  );
}

function HistoryButtons(): ReactNode {
  const editor = useEditor();
  const { canUndo, canRedo } = useHistory();
  return (
    <>
      <IconButton label={controlsText().undo} keys={COMMANDS.undo.keys} disabled={!canUndo} onClick={() => { COMMANDS.undo.run(editor); }}><Undo2 size={17} /></IconButton>
      <IconButton label={controlsText().redo} keys={COMMANDS.redo.keys} disabled={!canRedo} onClick={() => { COMMANDS.redo.run(editor); }}><Redo2 size={17} /></IconButton>
      <span className={styles['rule']} />
    </>
  );
}

function FileButtons({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  const editor = useEditor();
  return (
    <>
      <span className={styles['rule']} />
      <Hint text={controlsText().openPicture} keys={COMMANDS.open.keys}>
        <Button aria-label={controlsText().open} className={styles['open']} onClick={() => { COMMANDS.open.run(); }}>
          <FolderOpen size={16} /><span className={styles['word']}>{controlsText().open}</span>
        </Button>
      </Hint>
      <Hint text={controlsText().savePicture} keys={COMMANDS.save.keys}>
        <Button tone="primary" className={styles['save']} disabled={!isOpen} onClick={() => { COMMANDS.save.run(editor); }}>{controlsText().save}</Button>
      </Hint>
      <SaveMenu isDisabled={!isOpen} />
    </>
  );
}

const PAGES = [{ value: 'editor', get title() { return controlsText().editorTab; } }, { value: 'batch', get title() { return controlsText().batchTab; } }] as const;

/** Name, picture, and what concerns the whole of it: open, undo, save. */
export function TopBar(): ReactNode {
  const editor = useEditor();
  const { isOpen, page } = useEditorState(({ picture, view }) => ({ isOpen: picture.open !== undefined, page: view.page }));
  const isEditor = page === 'editor';
  return (
    <header className={styles['bar']}>
      <Wordmark />
      <div className={styles['pages']}><Segmented label={controlsText().page} value={page} options={PAGES} onChange={(next) => { showPage(editor, next); }} /></div>
      {isEditor && <PictureName />}
      <div className={styles['tools']}>
        {isEditor && <HistoryButtons />}
        <SettingsMenu />
        <IconButton label={controlsText().shortcuts} keys={COMMANDS.help.keys} className={styles['help']} onClick={() => { COMMANDS.help.run(editor); }}>
          <CircleQuestionMark size={17} />
        </IconButton>
        {isEditor && <FileButtons isOpen={isOpen} />}
      </div>
      {isEditor && <FilePicker />}
    </header>
  );
}
