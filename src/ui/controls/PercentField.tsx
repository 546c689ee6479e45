import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatPercent } from '../../state/format.ts';
import styles from './PercentField.module.css';

interface PercentFieldProps {
  readonly label: string;
  /** A share: 1 is 100 %. Undefined where there is nothing yet that has one. */
  readonly value: number | undefined;
  readonly range: readonly [number, number];
  readonly isDisabled: boolean;
  readonly isChanged: boolean;
  readonly onChange: (value: number) => void;
}

/** The share that a person typed, or undefined when it is no number. */
function parseShare(text: string): number | undefined {
  const number = Number.parseFloat(text.replace('−', '-').replace(',', '.').replace('%', ''));
  return Number.isFinite(number) ? number / 100 : undefined;
}

/** A percentage that can be typed over; Enter takes it, Escape leaves it, arrows step. */
export function PercentField({ label, value, range, isDisabled, isChanged, onChange }: PercentFieldProps): ReactNode {
  const [draft, setDraft] = useState<string>();
  const clamp = (share: number): number => Math.min(Math.max(share, range[0]), range[1]);
  const take = (): void => {
    const share = draft === undefined ? undefined : parseShare(draft);
    setDraft(undefined);
    if (share !== undefined) onChange(clamp(Math.round(share * 1000) / 1000));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') take();
    else if (event.key === 'Escape') setDraft(undefined);
    else if (value !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const step = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
      setDraft(undefined);
      onChange(clamp((Math.round(value * 100) + step) / 100));
    }
  };
  return (
    <input
      className={styles['field']} data-changed={isChanged} aria-label={label} inputMode="text" autoComplete="off" spellCheck={false}
      disabled={isDisabled || value === undefined} value={value === undefined ? '' : draft ?? formatPercent(value)}
      onFocus={(event) => { event.currentTarget.select(); }}
      onChange={(event) => { setDraft(event.currentTarget.value); }}
      onBlur={take} onKeyDown={onKeyDown}
    />
  );
}
