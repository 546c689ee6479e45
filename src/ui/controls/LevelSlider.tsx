import { Slider } from 'radix-ui';
import type { CSSProperties, ReactNode } from 'react';
import { formatPercent } from '../../state/format.ts';
import styles from './LevelSlider.module.css';
import { SCALE_ATTRIBUTE, useLevelDrag } from './use-level-drag.ts';

interface LevelSliderProps {
  /** What the level is of: "Smile". */
  readonly label: string;
  readonly level: number;
  readonly range: readonly [number, number];
  /** Where the source is: the fill starts there, a double click goes back there. */
  readonly source: number;
  /** What levels 0 and 1 are called. */
  readonly ends: readonly [string, string];
  readonly isDisabled: boolean;
  /** False for a level that the editor's history does not keep. */
  readonly isStep?: boolean;
  readonly onChange: (level: number) => void;
  readonly onReset: () => void;
}

/** Words for a level: the ends by name, the rest by how far. */
function levelText(level: number, [off, on]: readonly [string, string]): string {
  if (level === 0) return off;
  if (level === 1) return on;
  return `${formatPercent(level)} ${on}`;
}

/** A level from one named end to the other and beyond, with the source marked. */
export function LevelSlider({ label, level, range, source, ends, isDisabled, isStep = true, onChange, onReset }: LevelSliderProps): ReactNode {
  const drag = useLevelDrag({ range, level, isDisabled, isStep, onChange });
  const place = (share: number): string => `${((Math.min(Math.max(share, range[0]), range[1]) - range[0]) / (range[1] - range[0])) * 100}%`;
  const vars = {
    '--from': place(Math.min(source, level)), '--to': place(Math.max(source, level)),
    '--source': place(source), '--zero': place(0), '--one': place(1),
  };
  return (
    <div className={styles['slider']} style={vars as CSSProperties} data-disabled={isDisabled}>
      <Slider.Root
        className={styles['root']} min={Math.round(range[0] * 100)} max={Math.round(range[1] * 100)} step={1}
        value={[Math.round(level * 100)]} disabled={isDisabled}
        onValueChange={([percent]) => { if (percent !== undefined) onChange(percent / 100); }}
        onDoubleClick={onReset} {...drag}
      >
        <Slider.Track className={styles['scale']} {...{ [SCALE_ATTRIBUTE]: '' }}>
          <span className={styles['beyond']} />
          <span className={styles['track']} />
          <span className={styles['fill']} />
          <span className={styles['tick']} style={{ left: 'var(--zero)' }} />
          <span className={styles['tick']} style={{ left: 'var(--one)' }} />
          <span className={styles['source']} />
        </Slider.Track>
        <Slider.Thumb className={styles['thumb']} aria-label={`${label} level`} aria-valuetext={levelText(level, ends)} data-changed={level !== source} />
      </Slider.Root>
      <div className={styles['ends']}>
        {ends.map((name, end) => (
          <button
            key={end} type="button" className={styles['end']} style={{ left: end === 0 ? 'var(--zero)' : 'var(--one)' }} data-at={range[end] === end ? 'edge' : 'inside'}
            data-current={level === end} disabled={isDisabled} aria-label={`Set ${label} to ${name}`} onClick={() => { onChange(end); }}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
