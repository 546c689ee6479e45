import { ImagePlus, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import { setReference } from '../../state/batch/commands/set-recipe.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { batchText } from '../../text/batch.ts';
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
    <div className={styles['field']} role="group" aria-label={batchText().likeThis}>
      <div className={styles['row']}>
        <span className={styles['label']}>{batchText().likeThis}</span>
        {edit.kind === 'attributes' && edit.reference && (
          <PercentField
            label={batchText().percentOf({ title: batchText().likeThis })} value={edit.reference.strength ?? 1} range={STRENGTH_RANGE} isDisabled={isLocked} isChanged={false}
            onChange={(strength) => { if (edit.reference) onChange({ ...edit, reference: { ...edit.reference, strength } }); }}
          />
        )}
      </div>
      <div className={styles['row']}>
        <Button disabled={isLocked} onClick={() => { input.current?.click(); }}><ImagePlus size={14} />{isMissing ? batchText().chooseNamed({ file: reference.file }) : chosen && reference ? batchText().anotherPicture : batchText().choosePicture}</Button>
        {reference && <IconButton label={batchText().removeReference} disabled={isLocked} onClick={() => { setReference(batch, undefined); }}><X size={15} /></IconButton>}
      </div>
      <p className={isMissing ? styles['bad'] : styles['fact']}>
        {isMissing ? batchText().namesPicture
          : reference ? batchText().leads({ file: reference.file }) : edit.kind === 'domain' ? batchText().lookTaken : batchText().faceLeads}
      </p>
      <input
        ref={input} type="file" accept="image/*,.heic,.heif" hidden aria-label={batchText().referencePicture}
        onChange={(event) => { const [file] = event.currentTarget.files ?? []; event.currentTarget.value = ''; if (file) setReference(batch, { name: file.name, blob: file }); }}
      />
    </div>
  );
}
