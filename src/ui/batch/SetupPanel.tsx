import { FlaskConical, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { refuseModel } from '../../state/batch/commands/refuse-model.ts';
import { setSinkFolder } from '../../state/batch/commands/set-sink-folder.ts';
import { startRun } from '../../state/batch/commands/start-run.ts';
import { TRIAL_FILES, trySome } from '../../state/batch/commands/try-some.ts';
import { recipeAttributes } from '../../batch/recipe.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { Button } from '../controls/Button.tsx';
import { estimateText } from '../../state/batch/pace-memory.ts';
import { cropText } from '../../state/batch/crop-text.ts';
import { batchText } from '../../text/batch.ts';
import { Segmented } from '../controls/Segmented.tsx';
import { RecipeForm } from './RecipeForm.tsx';
import styles from './SetupPanel.module.css';
import { SourceButtons } from './SourceButtons.tsx';

const SINKS = [{ value: 'zip', get title() { return batchText().aZip; } }, { value: 'folder', get title() { return batchText().aFolder; } }] as const;

function whyNot(pictures: number, isEmpty: boolean, isLooking: boolean): string {
  if (pictures === 0) return batchText().chooseToStart;
  if (isLooking) return batchText().lookingAtFirst;
  return isEmpty ? batchText().setOneLevel : '';
}

/** Pictures, recipe and where the results go. */
export function SetupPanel({ models }: { readonly models: readonly ModelChoice[] }): ReactNode {
  const batch = useBatch();
  const { source, crop, recipe, proposedModel, isLookingAtFolder, phase, missing, sinkFolder } = useBatchState((state) => state);
  const isLocked = phase !== 'setup';
  const pictures = source?.listing.files.length ?? 0;
  const isEmpty = recipe !== undefined && recipeAttributes(recipe).length === 0;
  const obstacle = whyNot(pictures, isEmpty, isLookingAtFolder);
  return (
    <aside className={styles['panel']} aria-label={batchText().settings}>
      {/* In a run nothing in it takes the focus, and it must still scroll by keys. */}
      <div className={styles['scroll']} tabIndex={isLocked ? 0 : undefined}>
        <section className={styles['card']}>
          <h2 className={styles['heading']}>{batchText().pictures}</h2>
          <SourceButtons models={models} isDisabled={isLocked && missing !== 'source'} />
          {source && (
            <p className={styles['fact']}>
              <strong>{source.name}</strong>{`: ${batchText().pictureCount(pictures)}`}
              {source.listing.otherFiles > 0 && batchText().othersLeftOut({ count: source.listing.otherFiles })}
            </p>
          )}
          {proposedModel && (
            <p className={styles['fact']} role="status">
              {proposedModel.reason}{' '}
              {!isLocked && <button type="button" className={styles['link']} onClick={() => { refuseModel(batch, models); }}>{batchText().useInstead({ title: proposedModel.before.title })}</button>}
            </p>
          )}
          {crop && <p className={styles['fact']}>{cropText(crop)}</p>}
        </section>
        {recipe && <fieldset className={styles['plain']} disabled={isLocked}><RecipeForm recipe={recipe} models={models} isLocked={isLocked} /></fieldset>}
        <section className={styles['card']}>
          <h2 className={styles['heading']}>{batchText().results}</h2>
          {batch.canPickFolders && <Segmented label={batchText().results} value={sinkFolder ? 'folder' : 'zip'} options={SINKS} isDisabled={isLocked} onChange={(kind) => { void setSinkFolder(batch, kind === 'folder'); }} />}
          <p className={styles['fact']}>{sinkFolder ? batchText().intoFolder({ name: sinkFolder.name }) : batchText().intoZip}</p>
        </section>
      </div>
      <footer className={styles['footer']}>
        {phase === 'setup' && obstacle !== '' && <span className={styles['obstacle']}>{obstacle}</span>}
        {phase === 'setup' && obstacle === '' && recipe && <span className={styles['obstacle']}>{estimateText(batch, recipe, pictures)}</span>}
        {pictures > TRIAL_FILES && <Button disabled={isLocked || obstacle !== '' || !recipe} onClick={() => { void trySome(batch, models); }}><FlaskConical size={14} />{batchText().trySome(TRIAL_FILES)}</Button>}
        <Button tone="primary" size="large" disabled={isLocked || obstacle !== '' || !recipe} onClick={() => { void startRun(batch, models); }}><Play size={15} />{pictures > 0 ? batchText().editThem({ pictures: batchText().pictureCount(pictures) }) : batchText().start}</Button>
      </footer>
    </aside>
  );
}
