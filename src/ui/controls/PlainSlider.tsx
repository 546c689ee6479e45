import { Slider } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './PlainSlider.module.css';

interface PlainSliderProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly step: number;
  /** What a screen reader says in the number's place. */
  readonly valueText?: string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A number on a line, as wide as what it lies in. */
export function PlainSlider({ label, value, range: [min, max], step, valueText, isDisabled = false, onChange }: PlainSliderProps): ReactNode {
  return (
    <Slider.Root
      className={styles['root']} min={min} max={max} step={step} value={[value]} disabled={isDisabled}
      onValueChange={([next]) => { if (next !== undefined) onChange(next); }}
    >
      <Slider.Track className={styles['track']}><Slider.Range className={styles['range']} /></Slider.Track>
      <Slider.Thumb className={styles['thumb']} aria-label={label} aria-valuetext={valueText} />
    </Slider.Root>
  );
}
