import type { ReactNode } from 'react';
import { useBatchState } from '../../state/batch/page-batch.ts';
import { plainFailure } from '../../state/plain-words.ts';
import { Details } from '../controls/Details.tsx';
import styles from './RunHeader.module.css';

/** What went wrong with the whole of it, and what to do. */
export function BatchProblem(): ReactNode {
  const problem = useBatchState((state) => state.problem);
  if (!problem) return null;
  const { text, details } = plainFailure(problem);
  return <div role="alert" className={styles['problem']}><p>{text}</p><Details text={details} /></div>;
}
