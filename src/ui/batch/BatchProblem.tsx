import type { ReactNode } from 'react';
import { useBatchState } from '../../state/batch/page-batch.ts';
import styles from './RunHeader.module.css';

/** What went wrong with the whole of it, and what to do. */
export function BatchProblem(): ReactNode {
  const problem = useBatchState((state) => state.problem);
  return problem && <p role="alert" className={styles['problem']}>{problem.message} {problem.recovery}</p>;
}
