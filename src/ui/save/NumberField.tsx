import { useState, type ReactNode } from 'react';
import styles from './SaveDialog.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly unit?: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
}

/** A number within bounds; what is typed counts once it is left, or Enter is pressed. */
export function NumberField({ label, unit, value, range: [low, high], isDisabled, onChange }: NumberFieldProps): ReactNode {
  const [draft, setDraft] = useState<string>();
  const take = (): void => {
    const typed = Number((draft ?? '').replace('−', '-').replace(',', '.'));
    setDraft(undefined);
    if (draft !== undefined && draft.trim() !== '' && Number.isFinite(typed)) onChange(Math.min(high, Math.max(low, typed)));
  };
  return (
    <label className={styles['field']}>
      <span className={styles['label']}>{label}</span>
      <span className={styles['name']}>
        <input
          className={styles['input']} inputMode="decimal" autoComplete="off" disabled={isDisabled} value={draft ?? String(value)}
          onChange={(event) => { setDraft(event.currentTarget.value); }} onBlur={take} onKeyDown={(event) => { if (event.key === 'Enter') take(); }}
        />
        {unit !== undefined && <span className={styles['extension']}>{unit}</span>}
      </span>
    </label>
  );
}
