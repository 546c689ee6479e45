import type { ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { FLIP } from '../../edit/attributes-edit.ts';
import { batchText } from '../../text/batch.ts';
import { worded } from '../../text/model-words.ts';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import styles from './SetupPanel.module.css';

interface EditFieldsProps {
  readonly edit: Recipe['edit'];
  readonly manifest: BundleManifest;
  readonly isLocked: boolean;
  readonly onChange: (edit: Recipe['edit']) => void;
}

type Level = number | typeof FLIP;

const STRENGTH_RANGE = [0, 1.5] as const;
const WAYS = [{ value: 'level', get title() { return batchText().oneLevel; } }, { value: FLIP, get title() { return batchText().flipEach; } }] as const;

/** A level for every attribute that is to change, or the domain to move to. */
export function EditFields({ edit, manifest, isLocked, onChange }: EditFieldsProps): ReactNode {
  const domains = worded(manifest.domains);
  const hasLooks = manifest.graphs['mapping-network'] !== undefined;
  if (domains.kind === 'named') {
    if (edit.kind !== 'domain') return null;
    return (
      <>
        <label className={styles['field']}>
          <span className={styles['label']}>{batchText().moveTo}</span>
          <select className={styles['input']} value={edit.target} onChange={(event) => { onChange({ ...edit, target: event.currentTarget.value }); }}>
            {domains.names.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          </select>
        </label>
        {hasLooks && (
          <label className={styles['field']}>
            <span className={styles['label']}>{batchText().look}</span>
            <input
              className={styles['input']} type="number" min={0} step={1} value={edit.seed ?? 0}
              onChange={(event) => { const seed = event.currentTarget.valueAsNumber; if (Number.isInteger(seed) && seed >= 0) onChange({ ...edit, seed }); }}
            />
          </label>
        )}
        <div className={styles['row']}>
          <span className={styles['label']}>{batchText().strength}</span>
          <PercentField label={batchText().percentOf({ title: batchText().strength })} value={edit.strength} range={STRENGTH_RANGE} isDisabled={isLocked} isChanged={false} onChange={(strength) => { onChange({ ...edit, strength }); }} />
        </div>
        <LevelSlider
          label={batchText().strength} level={edit.strength} range={STRENGTH_RANGE} source={0} ends={[batchText().asItIs, domains.names.find(({ id }) => id === edit.target)?.title ?? edit.target]}
          isDisabled={isLocked} isStep={false} onChange={(strength) => { onChange({ ...edit, strength }); }} onReset={() => { onChange({ ...edit, strength: 1 }); }}
        />
      </>
    );
  }
  const levels = new Map(edit.kind === 'attributes' ? Object.entries(edit.levels) : []);
  // In the model's order, whatever the order of the clicks: file names follow it.
  const setLevel = (changed: string, level: Level | undefined): void => {
    const next = domains.attributes.map(({ id }) => [id, id === changed ? level : levels.get(id)] as const).filter(([, value]) => value !== undefined);
    onChange({ ...(edit.kind === 'attributes' ? withoutLed(edit, changed, level) : {}), kind: 'attributes', levels: Object.fromEntries(next) as Record<string, Level> });
  };
  const restOf = (id: string): string => (edit.kind === 'attributes' && edit.reference && edit.reference.attributes?.includes(id) !== false ? batchText().references : batchText().asItIs);
  return domains.attributes.map(({ id, title, off, on, levelRange }) => {
    const level = levels.get(id);
    return (
      <div key={id} className={styles['field']}>
        <div className={styles['row']}>
          <label className={styles['check']}><input type="checkbox" checked={level !== undefined} onChange={(event) => { setLevel(id, event.currentTarget.checked ? 1 : undefined); }} />{title}</label>
          {level === undefined && <span className={styles['value']}>{restOf(id)}</span>}
          {level === FLIP && <span className={styles['value']}>{`${off} ↔ ${on}`}</span>}
          {typeof level === 'number' && <PercentField label={batchText().percentOf({ title })} value={level} range={levelRange} isDisabled={isLocked} isChanged={false} onChange={(next) => { setLevel(id, next); }} />}
        </div>
        {level !== undefined && <Segmented label={batchText().becomes({ title })} value={level === FLIP ? FLIP : 'level'} options={WAYS} isDisabled={isLocked} onChange={(way) => { setLevel(id, way === FLIP ? FLIP : 1); }} />}
        {typeof level === 'number' && (
          <LevelSlider
            label={title} level={level} range={levelRange} source={undefined} ends={[off, on]} isDisabled={isLocked} isStep={false}
            onChange={(next) => { setLevel(id, next); }} onReset={() => { setLevel(id, 1); }}
          />
        )}
      </div>
    );
  });
}

/** An attribute that gets a level is not the reference's to lead any more. */
function withoutLed(edit: Extract<Recipe['edit'], { kind: 'attributes' }>, id: string, level: Level | undefined): Recipe['edit'] {
  const led = edit.reference?.attributes?.filter((each) => each !== id);
  if (!edit.reference || !led || level === undefined) return edit;
  return led.length > 0 ? { ...edit, reference: { ...edit.reference, attributes: led } } : edit;
}
