import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Segmented.module.css';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly title: string }[];
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
}

/** One choice of a few, all in sight. */
export function Segmented<Value extends string>({ label, value, options, isDisabled = false, onChange }: SegmentedProps<Value>): ReactNode {
  return (
    <ToggleGroup.Root
      type="single" aria-label={label} className={styles['group']} value={value} disabled={isDisabled}
      onValueChange={(chosen) => {
        const option = options.find((candidate) => candidate.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={styles['item']}>{option.title}</ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
