import { RadioGroup } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import type { ImportDraft } from '../../state/import-draft.ts';
import { modelsText } from '../../text/models.ts';
import styles from './AlignmentChoice.module.css';
import form from './ImportForm.module.css';
import { ALIGNMENTS } from './model-texts.ts';

interface AlignmentChoiceProps {
  readonly value: ImportDraft['alignment'];
  readonly onChange: (value: ImportDraft['alignment']) => void;
}

/** How a photo becomes the crop that the model was trained on. */
export function AlignmentChoice({ value, onChange }: AlignmentChoiceProps): ReactNode {
  const id = useId();
  return (
    <div className={form['field']}>
      <span className={form['label']} id={id}>{modelsText().trainedOn}</span>
      <RadioGroup.Root
        className={styles['group']} aria-labelledby={id} value={value}
        onValueChange={(chosen) => {
          const alignment = ALIGNMENTS.find((candidate) => candidate.value === chosen);
          if (alignment) onChange(alignment.value);
        }}
      >
        {ALIGNMENTS.map(({ value: alignment, title, when }) => (
          <RadioGroup.Item key={alignment} value={alignment} className={styles['item']} aria-labelledby={`${id}-${alignment}`} aria-describedby={`${id}-${alignment}-when`}>
            <span className={styles['dot']} />
            <span className={styles['title']} id={`${id}-${alignment}`}>{title}</span>
            <span className={styles['when']} id={`${id}-${alignment}-when`}>{when}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
