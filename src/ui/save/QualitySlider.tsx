import type { ReactNode } from 'react';
import { dialogsText } from '../../text/dialogs.ts';
import { PlainSlider } from '../controls/PlainSlider.tsx';
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
      <div className={styles['slider']}><PlainSlider label={dialogsText().quality} value={percent} range={[40, 100]} step={1} isDisabled={isDisabled} onChange={onChange} /></div>
    </div>
  );
}
