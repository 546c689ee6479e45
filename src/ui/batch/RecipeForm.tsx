import { Download, FileUp, SlidersHorizontal } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { loadRecipe, saveRecipe, setModel, setRecipe } from '../../state/batch/commands/set-recipe.ts';
import { takeFromEditor } from '../../state/batch/commands/take-from-editor.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { useEditor } from '../../state/use-editor.ts';
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
const CROPS = [{ value: 'auto', title: 'Auto' }, { value: 'detect', title: 'Find faces' }, { value: 'whole', title: 'Whole' }] as const;
const FACES = [{ value: 'all', title: 'All faces' }, { value: 'largest', title: 'The largest' }] as const;

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
        <h2 className={styles['heading']}>Recipe</h2>
        <div className={styles['buttons']}>
          <Button onClick={() => { takeFromEditor(batch, editor.store.getState(), models); }}><SlidersHorizontal size={14} />From editor</Button>
          {manifest && <RecipePresets recipe={recipe} manifest={manifest} isLocked={isLocked} onChange={set} />}
          <Button onClick={() => { file.current?.click(); }}><FileUp size={14} />Load</Button>
          <Button onClick={() => { void saveRecipe(batch); }}><Download size={14} />Save</Button>
          <input
            ref={file} type="file" accept=".json,application/json" hidden aria-label="Recipe file"
            onChange={(event) => { const [chosen] = event.currentTarget.files ?? []; event.currentTarget.value = ''; load(chosen); }}
          />
        </div>
        {models.length > 1 && (
          <label className={styles['field']}>
            <span className={styles['label']}>Model</span>
            <select
              className={styles['input']} value={recipe.bundle}
              onChange={(event) => { const chosen = models.find((model) => model.manifest.id === event.currentTarget.value); if (chosen) setModel(batch, chosen, models); }}
            >
              {manifest ? null : <option value={recipe.bundle}>{`${recipe.bundle} (not here)`}</option>}
              {models.map(({ key, title, manifest: { id } }) => <option key={key} value={id}>{title}</option>)}
            </select>
          </label>
        )}
        {manifest ? <EditFields edit={recipe.edit} manifest={manifest} isLocked={isLocked} onChange={(edit) => { set({ edit }); }} /> : <p className={styles['bad']}>{`The model “${recipe.bundle}” of this recipe is not here: import it first.`}</p>}
        {manifest && <ReferenceField edit={recipe.edit} isLocked={isLocked} onChange={(edit) => { set({ edit }); }} />}
      </section>
      <section className={styles['card']}>
        <div className={styles['field']}>
          <span className={styles['label']}>Faces are taken</span>
          <Segmented label="How faces are taken" value={recipe.crop} options={CROPS} isDisabled={isLocked} onChange={(crop) => { set({ crop }); }} />
        </div>
        {recipe.crop !== 'whole' && <Segmented label="Which faces" value={recipe.faces} options={FACES} isDisabled={isLocked} onChange={(faces) => { set({ faces }); }} />}
        <div className={styles['field']}>
          <div className={styles['row']}>
            <span className={styles['label']}>Smoothing</span>
            <PercentField label="Smoothing, percent" value={recipe.detail} range={DETAIL_RANGE} isDisabled={isLocked} isChanged={false} onChange={(detail) => { set({ detail }); }} />
          </div>
          <LevelSlider
            label="Smoothing" level={recipe.detail} range={DETAIL_RANGE} source={0} ends={['photo’s detail', 'model’s']} isDisabled={isLocked} isStep={false}
            onChange={(detail) => { set({ detail }); }} onReset={() => { set({ detail: 0 }); }}
          />
        </div>
      </section>
      <OutputFields recipe={recipe} isLocked={isLocked} onChange={set} />
    </>
  );
}
