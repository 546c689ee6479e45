import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { restoreRun } from '../../state/batch/commands/restore-run.ts';
import { takeDropped } from '../../state/batch/commands/set-source.ts';
import { takeFromEditor } from '../../state/batch/commands/take-from-editor.ts';
import { useBatch, useBatchState, useModels } from '../../state/batch/page-batch.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { BatchProblem } from './BatchProblem.tsx';
import { BatchRow } from './BatchRowDialog.tsx';
import styles from './BatchView.module.css';
import { FileTable } from './FileTable.tsx';
import { RunHeader } from './RunHeader.tsx';
import { SetupPanel } from './SetupPanel.tsx';

/** Folders of pictures: what to do with them, and how far it is. */
export function BatchView(): ReactNode {
  const editor = useEditor();
  const batch = useBatch();
  const models = useModels();
  const hasModel = useEditorState((state) => manifestOf(state) !== undefined);
  const { phase, hasRecipe, shownRow } = useBatchState((state) => ({ phase: state.phase, hasRecipe: state.recipe !== undefined, shownRow: state.shownRow }));
  const begin = useEffectEvent(() => {
    if (models.length > 0 && phase === 'setup' && !hasRecipe) {
      void restoreRun(batch, models).then(() => {
        if (!batch.store.getState().recipe) takeFromEditor(batch, editor.store.getState(), models);
      });
    }
  });
  // Once, and again when the model that the first recipe names is there.
  useEffect(() => { begin(); }, [hasModel]);
  return (
    <main
      className={styles['page']} data-phase={phase}
      onDragOver={(event) => { event.preventDefault(); }}
      onDrop={(event) => {
        event.preventDefault();
        if (phase !== 'setup' && batch.store.getState().missing !== 'source') return;
        void takeDropped(batch, event.dataTransfer.items, models);
      }}
    >
      <section className={styles['run']} aria-label="Files">
        <RunHeader models={models} />
        <BatchProblem />
        <FileTable />
      </section>
      <SetupPanel models={models} />
      {shownRow !== undefined && <BatchRow index={shownRow} />}
    </main>
  );
}
