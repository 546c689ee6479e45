import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PlainFailure } from '../../state/plain-words.ts';
import { controlsText } from '../../text/controls.ts';
import { Button } from './Button.tsx';
import { Details } from './Details.tsx';
import styles from './Failure.module.css';

interface FailureProps {
  readonly title: string;
  readonly failure: PlainFailure;
  readonly onRetry: () => void;
  /** Where it lies over something else, that can be had back. */
  readonly onClose?: (() => void) | undefined;
}

/** What stands in the place of a part that is not there, with a way to have it after all. */
export function Failure({ title, failure: { text, details }, onRetry, onClose }: FailureProps): ReactNode {
  return (
    <div className={styles['failure']} role="alert">
      <p className={styles['title']}>{title}</p>
      <p className={styles['detail']}>{text} {controlsText().editKept}</p>
      <Details text={details} />
      <span className={styles['actions']}>
        <Button onClick={onRetry}><RotateCcw size={14} />{controlsText().again}</Button>
        {onClose && <Button onClick={onClose}>{controlsText().close}</Button>}
      </span>
    </div>
  );
}
