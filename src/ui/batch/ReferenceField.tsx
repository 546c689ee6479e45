import { ImagePlus, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import { setReference } from '../../state/batch/commands/set-recipe.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import styles from './SetupPanel.module.css';

const STRENGTH_RANGE = [0, 1.5] as const;

interface ReferenceFieldProps {
  readonly edit: Recipe['edit'];
  readonly isLocked: boolean;
  readonly onChange: (edit: Recipe['edit']) => void;
}

/** Another face that every picture is to be like. */
export function ReferenceField({ edit, isLocked, onChange }: ReferenceFieldProps): ReactNode {
  const batch = useBatch();
  const input = useRef<HTMLInputElement>(null);
  const chosen = useBatchState((state) => state.reference);
  const { reference } = edit;
  const isMissing = reference !== undefined && chosen === undefined;
  return (
    <div className={styles['field']} role="group" aria-label="Like this one">
      <div className={styles['row']}>
        <span className={styles['label']}>Like this one</span>
        {edit.kind === 'attributes' && edit.reference && (
          <PercentField
            label="Like this one, percent" value={edit.reference.strength ?? 1} range={STRENGTH_RANGE} isDisabled={isLocked} isChanged={false}
            onChange={(strength) => { if (edit.reference) onChange({ ...edit, reference: { ...edit.reference, strength } }); }}
          />
        )}
      </div>
      <div className={styles['row']}>
        <Button disabled={isLocked} onClick={() => { input.current?.click(); }}><ImagePlus size={14} />{isMissing ? `Choose “${reference.file}”` : chosen && reference ? 'Another picture' : 'Choose a picture'}</Button>
        {reference && <IconButton label="Remove the reference" disabled={isLocked} onClick={() => { setReference(batch, undefined); }}><X size={15} /></IconButton>}
      </div>
      <p className={isMissing ? styles['bad'] : styles['fact']}>
        {isMissing ? 'The recipe names this picture but does not hold it.'
          : reference ? `“${reference.file}” leads what has no level. Until the run is forgotten it is kept in this browser with it.` : edit.kind === 'domain' ? 'A picture whose look every result takes.' : 'A face that leads whatever has no level.'}
      </p>
      <input
        ref={input} type="file" accept="image/*,.heic,.heif" hidden aria-label="Reference picture of the batch"
        onChange={(event) => { const [file] = event.currentTarget.files ?? []; event.currentTarget.value = ''; if (file) setReference(batch, { name: file.name, blob: file }); }}
      />
    </div>
  );
}
