import { Slider } from 'radix-ui';
import type { ReactNode } from 'react';
import { dialogsText } from '../../text/dialogs.ts';
import styles from './QualitySlider.module.css';

interface QualitySliderProps {
  readonly percent: number;
  readonly isDisabled: boolean;
  readonly onChange: (percent: number) => void;
}

/** Quality of a lossy format. */
export function QualitySlider({ percent, isDisabled, onChange }: QualitySliderProps): ReactNode {
  return (
    <div className={styles['quality']}>
      <span className={styles['label']}>{dialogsText().quality}</span>
      <span className={styles['value']}>{percent}</span>
      <Slider.Root
        className={styles['root']} min={40} max={100} step={1} value={[percent]} disabled={isDisabled}
        onValueChange={([value]) => { if (value !== undefined) onChange(value); }}
      >
        <Slider.Track className={styles['track']}><Slider.Range className={styles['range']} /></Slider.Track>
        <Slider.Thumb className={styles['thumb']} aria-label={dialogsText().quality} />
      </Slider.Root>
    </div>
  );
}
