import type { ReactNode } from 'react';
import type { ReferenceSettings } from '../../edit/face-edit.ts';
import { sayOfReference, takeFromReference } from '../../state/commands/edit-reference.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { referenceRead } from '../../state/reference-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { worded } from '../../text/model-words.ts';
import styles from './ReferenceCard.module.css';
import { SourceQuestion } from './SourceQuestion.tsx';

/** What is taken from a reference, attribute by attribute, and what it is. */
export function ReferenceParts({ reference }: { readonly reference: ReferenceSettings }): ReactNode {
  const editor = useEditor();
  const domains = worded(useEditorState((state) => manifestOf(state)?.domains));
  const reading = useEditorState((state) => referenceRead(state, reference)?.result?.reading);
  if (domains?.kind !== 'attributes') return null;
  return (
    <div className={styles['taken']} role="group" aria-label={panelText().takenFrom}>
      {domains.attributes.map(({ id, title, off, on }, j) => {
        const value = reading?.values[j];
        return (
          <div key={id}>
            <label className={styles['attribute']}>
              <input type="checkbox" checked={!reference.leftOut.includes(id)} onChange={(event) => { takeFromReference(editor, id, event.currentTarget.checked); }} />
              {title}
              {value !== undefined && <span className={styles['value']}>{value === 1 ? on : off}</span>}
            </label>
            {reading && value === undefined && (
              <SourceQuestion question={panelText().isReference({ off, on })} answers={[off, on]} onAnswer={(index) => { sayOfReference(editor, id, index === 0 ? 0 : 1); }} />
            )}
          </div>
        );
      })}
    </div>
  );
}
