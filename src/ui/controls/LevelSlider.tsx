import { Slider } from 'radix-ui';
import type { CSSProperties, ReactNode } from 'react';
import { levelText } from '../../state/format.ts';
import { controlsText } from '../../text/controls.ts';
import { LevelEnds } from './LevelEnds.tsx';
import styles from './LevelSlider.module.css';
import { SCALE_ATTRIBUTE, useLevelDrag } from './use-level-drag.ts';

interface LevelSliderProps {
  /** What the level is of: "Smile". */
  readonly label: string;
  /** Undefined where there is nothing yet that has one. */
  readonly level: number | undefined;
  readonly range: readonly [number, number];
  /** Where the source is: the fill starts there, its end is marked. Undefined where there are many sources, as in a batch. */
  readonly source: number | undefined;
  /** What levels 0 and 1 are called. */
  readonly ends: readonly [string, string];
  readonly isDisabled: boolean;
  /** False for a level that the editor's history does not keep. */
  readonly isStep?: boolean;
  readonly onChange: (level: number) => void;
  readonly onReset: () => void;
}

/** A level from one named end to the other and beyond, with the source marked. */
export function LevelSlider({ label, level: known, range, source, ends, isDisabled: isLocked, isStep = true, onChange, onReset }: LevelSliderProps): ReactNode {
  const level = known ?? 0;
  const isDisabled = isLocked || known === undefined;
  const drag = useLevelDrag({ range, level, isDisabled, isStep, onChange });
  const place = (share: number): string => `${((Math.min(Math.max(share, range[0]), range[1]) - range[0]) / (range[1] - range[0])) * 100}%`;
  const vars = {
    '--from': place(Math.min(source ?? level, level)), '--to': place(Math.max(source ?? level, level)),
    '--source': place(source ?? level), '--zero': place(0), '--one': place(1),
  };
  const isChanged = source !== undefined && level !== source;
  return (
    <div className={styles['slider']} style={vars as CSSProperties} data-disabled={isDisabled} data-empty={known === undefined}>
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
          {source !== undefined && <span className={styles['source']} />}
        </Slider.Track>
        <Slider.Thumb className={styles['thumb']} aria-label={controlsText().levelName({ label })} aria-valuetext={levelText(level, ends)} data-changed={isChanged} />
      </Slider.Root>
      <LevelEnds label={label} level={known} source={source} ends={ends} isDisabled={isDisabled} onChange={onChange} />
    </div>
  );
}
