import { Download, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { chooseModel } from '../../state/commands/load-model.ts';
import { deleteModel, exportModel } from '../../state/commands/model-library.ts';
import { showDialog } from '../../state/commands/view.ts';
import type { StoredModel } from '../../library/library-protocol.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { Button } from '../controls/Button.tsx';
import styles from './ModelActions.module.css';

/** Asks before a stored model is deleted. */
export function DeleteButton({ model, title }: { readonly model: StoredModel; readonly title: string }): ReactNode {
  const editor = useEditor();
  const busy = useEditorState(({ models }) => models.busy);
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return <Button disabled={busy !== undefined} onClick={() => { setAsking(true); }}><Trash2 size={15} />{modelsText().deleteModel}</Button>;
  }
  return (
    <div className={styles['question']} role="group" aria-label={modelsText().deleteNamed({ title })}>
      <span>{modelsText().deleteAsk}</span>
      <div className={styles['answers']}>
        <Button className={styles['danger']} disabled={busy !== undefined} autoFocus onClick={() => { void deleteModel(editor, model.id); }}>
          {busy?.task === 'delete' ? modelsText().deleting : modelsText().delete}
        </Button>
        <Button disabled={busy !== undefined} onClick={() => { setAsking(false); }}>{modelsText().keep}</Button>
      </div>
    </div>
  );
}

/** What can be done with a model. */
export function ModelActions({ choice, isUsed }: { readonly choice: ModelChoice; readonly isUsed: boolean }): ReactNode {
  const editor = useEditor();
  const { busy, exportedId, isLoading } = useEditorState(({ models, engine }) => ({
    busy: models.busy, exportedId: models.exported?.id, isLoading: engine.loading !== undefined,
  }));
  const { key, title, stored } = choice;
  const take = (): void => {
    showDialog(editor, undefined);
    void chooseModel(editor, key);
  };
  if (isUsed && !stored) return null;
  return (
    <div className={styles['actions']}>
      {!isUsed && <Button tone="primary" disabled={isLoading} onClick={take}>{modelsText().use}</Button>}
      {stored && (
        <>
          <Button disabled={busy !== undefined} onClick={() => { void exportModel(editor, stored.id); }}>
            <Download size={15} />{busy?.task === 'export' && busy.id === stored.id ? modelsText().exporting : exportedId === stored.id ? modelsText().saveZip : modelsText().exportZip}
          </Button>
          <DeleteButton model={stored} title={title} />
        </>
      )}
    </div>
  );
}
