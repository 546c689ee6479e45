import { Download, FileUp, SlidersHorizontal } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { loadRecipe, saveRecipe, setModel, setRecipe, withMask } from '../../state/batch/commands/set-recipe.ts';
import { takeFromEditor } from '../../state/batch/commands/take-from-editor.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { useEditor } from '../../state/use-editor.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { EditFields } from './EditFields.tsx';
import { OutputFields } from './OutputFields.tsx';
import { RecipePresets } from './RecipePresets.tsx';
import { ReferenceField } from './ReferenceField.tsx';
import styles from './SetupPanel.module.css';

const DETAIL_RANGE = [0, 1] as const;
const CROPS = [{ value: 'auto', get title() { return batchText().auto; } }, { value: 'detect', get title() { return batchText().findFaces; } }, { value: 'whole', get title() { return batchText().whole; } }] as const;
const FACES = [{ value: 'all', get title() { return batchText().allFaces; } }, { value: 'largest', get title() { return batchText().largest; } }] as const;

interface RecipeFormProps {
  readonly recipe: Recipe;
  readonly models: readonly ModelChoice[];
  readonly isLocked: boolean;
}

/** What every picture gets. */
export function RecipeForm({ recipe, models, isLocked }: RecipeFormProps): ReactNode {
  const editor = useEditor();
  const batch = useBatch();
  const file = useRef<HTMLInputElement>(null);
  const set = (change: Partial<Recipe>): void => { setRecipe(batch, { ...recipe, ...change }, models); };
  const load = (chosen: File | undefined): void => {
    if (chosen) void loadRecipe(batch, chosen, models);
  };
  const manifest = models.find((model) => model.manifest.id === recipe.bundle)?.manifest;
  return (
    <>
      <section className={styles['card']}>
        <h2 className={styles['heading']}>{batchText().recipe}</h2>
        <div className={styles['buttons']}>
          <Button onClick={() => { takeFromEditor(batch, editor.store.getState(), models); }}><SlidersHorizontal size={14} />{batchText().fromEditor}</Button>
          <RecipePresets recipe={recipe} manifest={manifest} models={models} isLocked={isLocked} />
          <Button onClick={() => { file.current?.click(); }}><FileUp size={14} />{batchText().load}</Button>
          <Button onClick={() => { void saveRecipe(batch); }}><Download size={14} />{batchText().save}</Button>
          <input
            ref={file} type="file" accept=".json,application/json" hidden aria-label={batchText().recipeFile}
            onChange={(event) => { const [chosen] = event.currentTarget.files ?? []; event.currentTarget.value = ''; load(chosen); }}
          />
        </div>
        {models.length > 1 && (
          <label className={styles['field']}>
            <span className={styles['label']}>{batchText().model}</span>
            <select
              className={styles['input']} value={recipe.bundle}
              onChange={(event) => { const chosen = models.find((model) => model.manifest.id === event.currentTarget.value); if (chosen) setModel(batch, chosen, models); }}
            >
              {manifest ? null : <option value={recipe.bundle}>{batchText().notHere({ bundle: recipe.bundle })}</option>}
              {models.map(({ key, title, manifest: { id } }) => <option key={key} value={id}>{title}</option>)}
            </select>
          </label>
        )}
        {manifest ? <EditFields edit={recipe.edit} manifest={manifest} isLocked={isLocked} onChange={(edit) => { set({ edit }); }} /> : <p className={styles['bad']}>{batchText().importFirst({ bundle: recipe.bundle })}</p>}
        {recipe.mask !== undefined && (
          <div className={styles['row']}>
            <span className={styles['label']}>{batchText().brushed}</span>
            <Button disabled={isLocked} onClick={() => { setRecipe(batch, withMask(recipe, undefined), models); }}>{batchText().clearBrush}</Button>
          </div>
        )}
        {manifest && <ReferenceField edit={recipe.edit} isLocked={isLocked} onChange={(edit) => { set({ edit }); }} />}
      </section>
      <section className={styles['card']}>
        <div className={styles['field']}>
          <span className={styles['label']}>{batchText().facesTaken}</span>
          <Segmented label={batchText().howTaken} value={recipe.crop} options={CROPS} isDisabled={isLocked} onChange={(crop) => { set({ crop }); }} />
        </div>
        {recipe.crop !== 'whole' && <Segmented label={batchText().whichFaces} value={recipe.faces} options={FACES} isDisabled={isLocked} onChange={(faces) => { set({ faces }); }} />}
        <div className={styles['field']}>
          <div className={styles['row']}>
            <span className={styles['label']}>{batchText().smoothing}</span>
            <PercentField label={batchText().percentOf({ title: batchText().smoothing })} value={recipe.detail} range={DETAIL_RANGE} isDisabled={isLocked} isChanged={false} onChange={(detail) => { set({ detail }); }} />
          </div>
          <LevelSlider
            label={batchText().smoothing} level={recipe.detail} range={DETAIL_RANGE} source={0} ends={[batchText().photosDetail, batchText().models]} isDisabled={isLocked} isStep={false}
            onChange={(detail) => { set({ detail }); }} onReset={() => { set({ detail: 0 }); }}
          />
        </div>
      </section>
      <OutputFields recipe={recipe} isLocked={isLocked} onChange={set} />
    </>
  );
}
