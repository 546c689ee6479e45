import type { ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import styles from './SetupPanel.module.css';

interface EditFieldsProps {
  readonly edit: Recipe['edit'];
  readonly manifest: BundleManifest;
  readonly onChange: (edit: Recipe['edit']) => void;
}

/** A level for every attribute that is to change, or the domain to move to. */
export function EditFields({ edit, manifest: { domains }, onChange }: EditFieldsProps): ReactNode {
  if (domains.kind === 'named') {
    if (edit.kind !== 'domain') return null;
    return (
      <>
        <label className={styles['field']}>
          <span className={styles['label']}>Move to</span>
          <select className={styles['input']} value={edit.target} onChange={(event) => { onChange({ ...edit, target: event.currentTarget.value }); }}>
            {domains.names.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          </select>
        </label>
        <Share label="Strength" value={edit.strength} range={[0, 1.5]} onChange={(strength) => { onChange({ ...edit, strength }); }} />
      </>
    );
  }
  const levels = new Map(edit.kind === 'attributes' ? Object.entries(edit.levels) : []);
  // In the model's order, whatever the order of the clicks: file names follow it.
  const setLevel = (changed: string, level: number | undefined): void => {
    const next = domains.attributes.map(({ id }) => [id, id === changed ? level : levels.get(id)] as const).filter(([, value]) => value !== undefined);
    onChange({ ...(edit.kind === 'attributes' ? edit : {}), kind: 'attributes', levels: Object.fromEntries(next) as Record<string, number> });
  };
  return domains.attributes.map(({ id, title, off, on, levelRange }) => {
    const level = levels.get(id);
    return (
      <div key={id} className={styles['field']}>
        <div className={styles['row']}>
          <label className={styles['check']}><input type="checkbox" checked={level !== undefined} onChange={(event) => { setLevel(id, event.currentTarget.checked ? 1 : undefined); }} />{title}</label>
          <span className={styles['value']}>{level === undefined ? 'as it is' : level === 0 ? off : `${Math.round(level * 100)} % ${on}`}</span>
        </div>
        {level !== undefined && <Range label={`${title} level`} value={level} range={levelRange} onChange={(next) => { setLevel(id, next); }} />}
      </div>
    );
  });
}

interface RangeProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly onChange: (value: number) => void;
}

function Range({ label, value, range: [low, high], onChange }: RangeProps): ReactNode {
  return (
    <input
      type="range" className={styles['range']} aria-label={label} min={Math.round(low * 100)} max={Math.round(high * 100)} value={Math.round(value * 100)}
      onChange={(event) => { onChange(event.currentTarget.valueAsNumber / 100); }}
    />
  );
}

function Share(props: RangeProps): ReactNode {
  return (
    <div className={styles['field']}>
      <span className={styles['row']}><span className={styles['label']}>{props.label}</span><span className={styles['value']}>{`${Math.round(props.value * 100)} %`}</span></span>
      <Range {...props} />
    </div>
  );
}
