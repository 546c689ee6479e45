import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { controlsText } from '../../text/controls.ts';
import styles from './LevelEnds.module.css';

interface LevelEndsProps {
  readonly label: string;
  readonly level: number | undefined;
  /** The source's own level, whose button says so; undefined where there are many sources. */
  readonly source: number | undefined;
  /** What levels 0 and 1 are called. */
  readonly ends: readonly [string, string];
  readonly isDisabled: boolean;
  readonly onChange: (level: number) => void;
}

/** The end that a level has reached or passed; none between them. */
function reachedEnd(level = 0.5): string {
  if (level <= 0) return '0';
  return level >= 1 ? '1' : '';
}

/** A button for each end of a level, below the slider's marks of them. */
export function LevelEnds({ label, level, source, ends, isDisabled, onChange }: LevelEndsProps): ReactNode {
  return (
    <ToggleGroup.Root type="single" aria-label={controlsText().valueName({ label })} className={styles['ends']} value={reachedEnd(level)} disabled={isDisabled}>
      {ends.map((name, end) => (
        // From beyond an end its button leads back to it, which the group would not call a change.
        <ToggleGroup.Item
          key={end} value={String(end)} className={styles['end']} data-changed={source !== undefined && source !== end}
          aria-label={source === end ? controlsText().endAsInPhoto({ name }) : name} title={source === end ? controlsText().asInPhoto : undefined} onClick={() => { onChange(end); }}
        >
          {source === end && <span className={styles['own']} />}
          <span className={styles['name']}>{name}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
