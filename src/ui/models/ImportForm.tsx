import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { closeImport, convertModel } from '../../state/commands/import-model.ts';
import { formatBytes } from '../../state/format.ts';
import { choicesOf, draftId, draftProblems, firstDraft, type ImportDraft } from '../../state/import-draft.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';
import type { PlainFailure } from '../../state/plain-words.ts';
import type { ImportWork } from '../../state/slices/models-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { Button } from '../controls/Button.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { AlignmentChoice } from './AlignmentChoice.tsx';
import { CheckpointFacts } from './CheckpointFacts.tsx';
import footer from '../controls/DialogFooter.module.css';
import { Field } from './Field.tsx';
import dialog from './ImportDialog.module.css';
import styles from './ImportForm.module.css';
import { NamesFields } from './NamesFields.tsx';
import { Problem } from './Problem.tsx';
import { WorkProgress } from './WorkProgress.tsx';

interface ImportFormProps {
  readonly inspection: CheckpointInspection;
  readonly work: ImportWork | undefined;
  /** Why the last attempt failed. */
  readonly problem: PlainFailure | undefined;
}

const STORAGE_HINTS: Readonly<Record<ImportDraft['storage'], string>> = {
  get float16() { return modelsText().halfHint; },
  get float32() { return modelsText().fullHint; },
};

function firstProblemField(form: HTMLElement): HTMLElement | null {
  return form.querySelector<HTMLElement>('[aria-invalid="true"]');
}

/** What was recognised in a checkpoint, and what only the person can say about it. */
export function ImportForm({ inspection, work, problem }: ImportFormProps): ReactNode {
  const editor = useEditor();
  const formId = useId();
  const stored = useEditorState(({ models }) => models.stored);
  const [draft, setDraft] = useState(() => firstDraft(inspection));
  const [wasAsked, setAsked] = useState(false);
  const problems = draftProblems(draft, inspection, stored);
  const change = (part: Partial<ImportDraft>): void => { setDraft({ ...draft, ...part }); };
  const shown = (field: string): string | undefined => (wasAsked ? problems.get(field) : undefined);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (problems.size === 0) void convertModel(editor, choicesOf(draft, inspection));
    else setTimeout(() => { firstProblemField(event.target)?.focus(); });
  };
  const id = draftId(draft, inspection);
  return (
    <form className={dialog['parts']} onSubmit={submit} id={formId} noValidate>
      {problem !== undefined && <Problem title={modelsText().conversionFailed} failure={problem} />}
      <CheckpointFacts inspection={inspection} />
      <fieldset className={styles['fields']} disabled={work !== undefined}>
        <div className={styles['pair']}>
          <Field label={modelsText().title} value={draft.title} problem={shown('title')} onChange={(title) => { change({ title }); }} />
          <Field label={modelsText().id} value={id} problem={wasAsked || draft.typedId !== undefined ? problems.get('id') : undefined} onChange={(typedId) => { change({ typedId }); }} />
        </div>
        <NamesFields draft={draft} inspection={inspection} problemOf={shown} onChange={change} />
        <AlignmentChoice value={draft.alignment} onChange={(alignment) => { change({ alignment }); }} />
        <div className={styles['field']}>
          <span className={styles['label']}>{modelsText().weights}</span>
          <Segmented
            label={modelsText().weights} value={draft.storage} isDisabled={work !== undefined} onChange={(storage) => { change({ storage }); }}
            options={(['float16', 'float32'] as const).map((value) => ({
              value, title: modelsText().sizedPrecision({ precision: value === 'float16' ? modelsText().halfPrecision : modelsText().fullPrecision, size: formatBytes(inspection.storedBytes[value]) }),
            }))}
          />
          <p className={styles['hint']}>{STORAGE_HINTS[draft.storage]}</p>
        </div>
        <Field
          label={modelsText().licence} value={draft.licence} placeholder={modelsText().unstated}
          hint={modelsText().licenceHint} onChange={(licence) => { change({ licence }); }}
        />
      </fieldset>
      <footer className={footer['footer']}>
        {work ? <WorkProgress work={work} /> : (
          <>
            {wasAsked && problems.size > 0 && <span className={footer['note']} role="status">{modelsText().fieldsNeed(problems.size)}</span>}
            <Button onClick={() => { closeImport(editor); }}>{modelsText().cancel}</Button>
            <Button type="submit" tone="primary">{modelsText().import}</Button>
          </>
        )}
      </footer>
    </form>
  );
}
