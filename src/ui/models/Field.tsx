import { useId, type ReactNode } from 'react';
import styles from './ImportForm.module.css';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A line of text with its label, and what is wrong with it. */
export function Field({ label, value, placeholder, hint, problem, onChange }: FieldProps): ReactNode {
  const id = useId();
  const says = problem ?? hint;
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>{label}</label>
      <input
        id={id} className={styles['input']} value={value} placeholder={placeholder} autoComplete="off" spellCheck={false}
        aria-invalid={problem !== undefined} aria-describedby={says === undefined ? undefined : `${id}-says`}
        onChange={(event) => { onChange(event.currentTarget.value); }}
      />
      {says !== undefined && <p id={`${id}-says`} className={problem === undefined ? styles['hint'] : styles['problem']}>{says}</p>}
    </div>
  );
}
