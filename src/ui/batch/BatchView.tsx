import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { restoreRun } from '../../state/batch/commands/restore-run.ts';
import { takeDropped, takeHandedItems } from '../../state/batch/commands/set-source.ts';
import { takeFirstRecipe } from '../../state/batch/commands/take-from-editor.ts';
import { shownFiles, type BatchState } from '../../state/batch/batch-store.ts';
import { useBatch, useBatchState, useModels } from '../../state/batch/page-batch.ts';
import { takeHanded } from '../../state/commands/hand-to-batch.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { batchText } from '../../text/batch.ts';
import { BatchProblem } from './BatchProblem.tsx';
import { BatchRow } from './BatchRowDialog.tsx';
import styles from './BatchView.module.css';
import { Files, type FileLayout } from './Files.tsx';
import { RunHeader } from './RunHeader.tsx';
import { SetupPanel } from './SetupPanel.tsx';

/** True where no run is under way, or one waits for its pictures. */
function takesPictures({ phase, missing }: BatchState): boolean {
  return phase === 'setup' || missing === 'source';
}

/** Folders of pictures: what to do with them, and how far it is. */
export function BatchView(): ReactNode {
  const editor = useEditor();
  const batch = useBatch();
  const models = useModels();
  const hasModel = useEditorState((state) => manifestOf(state) !== undefined);
  const hasHanded = useEditorState(({ view }) => view.droppedFolder !== undefined);
  const { phase, isTrial, hasRecipe, shownRow } = useBatchState((state) => ({ phase: state.phase, isTrial: shownFiles(state).isTrial, hasRecipe: state.recipe !== undefined, shownRow: state.shownRow }));
  const [chosenLayout, setLayout] = useState<FileLayout>();
  const layout = chosenLayout ?? (isTrial ? 'grid' : 'list');
  const begin = useEffectEvent(async () => {
    if (models.length > 0 && phase === 'setup' && !hasRecipe) {
      await restoreRun(batch, models);
      if (!batch.store.getState().recipe) await takeFirstRecipe(batch, editor.store.getState(), models);
    }
    const handed = takeHanded(editor);
    if (handed && takesPictures(batch.store.getState())) await takeHandedItems(batch, handed, models);
  });
  // Once, again when the model that the first recipe names is there, and for every folder that the editor hands over.
  useEffect(() => { void begin(); }, [hasModel, hasHanded]);
  return (
    <main
      className={styles['page']} data-phase={isTrial ? 'tried' : phase}
      onDragOver={(event) => { event.preventDefault(); }}
      onDrop={(event) => {
        event.preventDefault();
        if (takesPictures(batch.store.getState())) void takeDropped(batch, event.dataTransfer.items, models);
      }}
    >
      <section className={styles['run']} aria-label={batchText().files}>
        <RunHeader models={models} layout={layout} onLayout={setLayout} />
        <BatchProblem />
        <Files layout={layout} />
      </section>
      <SetupPanel models={models} />
      {shownRow !== undefined && <BatchRow index={shownRow} />}
    </main>
  );
}
