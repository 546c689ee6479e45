import type { ReactNode } from 'react';
import { Button } from '../controls/Button.tsx';
import styles from './SourceQuestion.module.css';

interface SourceQuestionProps {
  readonly question: string;
  readonly answers: readonly string[];
  /** Place of the answer in the list. */
  readonly onAnswer: (index: number) => void;
}

/** Asks what the source is, where the model cannot tell. */
export function SourceQuestion({ question, answers, onAnswer }: SourceQuestionProps): ReactNode {
  return (
    <div className={styles['asking']} role="group" aria-label={question}>
      <span className={styles['question']}>{question}</span>
      <span className={styles['answers']}>
        {answers.map((answer, index) => <Button key={answer} className={styles['answer']} onClick={() => { onAnswer(index); }}>{answer}</Button>)}
      </span>
    </div>
  );
}
