import { useEffect, useState, type ReactNode } from 'react';
import { readCard } from '../../state/commands/model-library.ts';
import { failureOf } from '../../state/commands/notices.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { modelsText } from '../../text/models.ts';
import { lazyPart } from '../controls/LazyPart.tsx';
import styles from './ModelDetails.module.css';

/** Brings the Markdown reader along, which nobody needs before. */
const MarkdownText = lazyPart('cardReader', async () => (await import('./MarkdownText.tsx')).MarkdownText);

/** The model's card, as its authors wrote it. */
export function ModelCard({ choice }: { readonly choice: ModelChoice }): ReactNode {
  const [card, setCard] = useState<string>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    readCard(choice).then(
      (text) => { if (isWanted) setCard(text); },
      (thrown: unknown) => { if (isWanted) setProblem(failureOf(thrown).text); },
    );
    return () => { isWanted = false; };
  }, [choice]);
  const reading = <p className={styles['fine']}>{modelsText().readingCard}</p>;
  return (
    <section className={styles['part']} aria-label={modelsText().card}>
      <h4 className={styles['heading']}>{modelsText().card}</h4>
      {problem !== undefined ? <p className={styles['fine']}>{problem}</p>
        : card === undefined ? reading
        : card.trim() === '' ? <p className={styles['fine']}>{modelsText().noCard}</p>
        : <MarkdownText fallback={reading} markdown={card} />}
    </section>
  );
}
