import { ChevronDown } from 'lucide-react';
import { Accordion } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import { modelBytes, type ModelChoice } from '../../state/model-choices.ts';
import { modelsText } from '../../text/models.ts';
import { domainsText } from './model-texts.ts';
import { ModelDetails } from './ModelDetails.tsx';
import styles from './ModelItem.module.css';

/** One model in the list: the gist in a row, the rest below it when opened. */
export function ModelItem({ choice, isUsed }: { readonly choice: ModelChoice; readonly isUsed: boolean }): ReactNode {
  const { key, title, manifest, stored } = choice;
  return (
    <Accordion.Item value={key} className={styles['item']}>
      <Accordion.Header asChild>
        <h3>
          <Accordion.Trigger className={styles['trigger']}>
            <span className={styles['title']}>
              {title}
              {isUsed && <span className={styles['tag']} data-used>{modelsText().inUse}</span>}
              <span className={styles['tag']}>{stored ? modelsText().imported : modelsText().shipped}</span>
            </span>
            <span className={styles['gist']}>{modelsText().facts({ domains: domainsText(manifest), width: manifest.imageSizePx, height: manifest.imageSizePx, size: formatBytes(modelBytes(choice)) })}</span>
            <ChevronDown size={16} className={styles['arrow']} />
          </Accordion.Trigger>
        </h3>
      </Accordion.Header>
      <Accordion.Content className={styles['content']}>
        <ModelDetails choice={choice} isUsed={isUsed} />
      </Accordion.Content>
    </Accordion.Item>
  );
}
