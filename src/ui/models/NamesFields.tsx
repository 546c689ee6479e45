import type { ReactNode } from 'react';
import { attributeCount, type AttributeDraft, type ImportDraft } from '../../state/import-draft.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';
import { modelsText } from '../../text/models.ts';
import { Segmented } from '../controls/Segmented.tsx';
import form from './ImportForm.module.css';
import styles from './NamesFields.module.css';

interface NamesFieldsProps {
  readonly draft: ImportDraft;
  readonly inspection: CheckpointInspection;
  /** What is wrong with a field, where it is to be shown. */
  readonly problemOf: (field: string) => string | undefined;
  readonly onChange: (part: Partial<ImportDraft>) => void;
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

function Cell({ label, value, placeholder, isWrong, onChange }: CellProps): ReactNode {
  return (
    <input
      className={form['input']} aria-label={label} value={value} placeholder={placeholder} aria-invalid={isWrong} autoComplete="off" spellCheck={false}
      onChange={(event) => { onChange(event.currentTarget.value); }}
    />
  );
}

function hintOf({ kind }: ImportDraft, { needsNames, domainCount }: CheckpointInspection): string {
  if (kind === 'named') return modelsText().domainsHint({ count: domainCount });
  return needsNames
    ? modelsText().attributesUnnamed
    : modelsText().attributesNamed;
}

function AttributeRows({ draft, problemOf, onChange }: NamesFieldsProps): ReactNode {
  const change = (index: number, part: Partial<AttributeDraft>): void => {
    onChange({ attributes: draft.attributes.map((attribute, j) => (j === index ? { ...attribute, ...part } : attribute)) });
  };
  return (
    <div className={styles['table']}>
      <div className={styles['headings']} aria-hidden="true"><span>{modelsText().attribute}</span><span>{modelsText().offCalled}</span><span>{modelsText().onCalled}</span></div>
      {draft.attributes.map(({ name, off, on }, j) => {
        const [nameProblem, endsProblem] = [problemOf(`name-${j}`), problemOf(`ends-${j}`)];
        const problem = nameProblem ?? endsProblem;
        return (
          <div key={j} className={styles['row']} role="group" aria-label={modelsText().attributeNumber({ number: j + 1 })}>
            <Cell label={modelsText().attributeName({ number: j + 1 })} value={name} placeholder={modelsText().exampleName} isWrong={nameProblem !== undefined} onChange={(value) => { change(j, { name: value }); }} />
            <Cell label={modelsText().attributeOff({ number: j + 1 })} value={off} placeholder={modelsText().exampleOff} isWrong={endsProblem !== undefined} onChange={(value) => { change(j, { off: value }); }} />
            <Cell label={modelsText().attributeOn({ number: j + 1 })} value={on} placeholder={modelsText().exampleName} isWrong={endsProblem !== undefined} onChange={(value) => { change(j, { on: value }); }} />
            {problem !== undefined && <p className={form['problem']}>{problem}</p>}
          </div>
        );
      })}
    </div>
  );
}

function DomainRows({ draft, problemOf, onChange }: NamesFieldsProps): ReactNode {
  return (
    <ol className={styles['domains']}>
      {draft.domains.map((name, d) => {
        const problem = problemOf(`name-${d}`);
        return (
          <li key={d} className={styles['domain']}>
            <Cell
              label={modelsText().domainName({ number: d })} value={name} placeholder={modelsText().domainNumber({ number: d })} isWrong={problem !== undefined}
              onChange={(value) => { onChange({ domains: draft.domains.map((other, i) => (i === d ? value : other)) }); }}
            />
            {problem !== undefined && <p className={form['problem']}>{problem}</p>}
          </li>
        );
      })}
    </ol>
  );
}

/** Names of what the model can change: binary attributes, or domains of their own. */
export function NamesFields(props: NamesFieldsProps): ReactNode {
  const { draft, inspection, onChange } = props;
  return (
    <div className={form['field']}>
      <span className={form['label']}>{modelsText().whatChanges}</span>
      {attributeCount(inspection) !== undefined && (
        <Segmented
          label={modelsText().whatChanges} value={draft.kind} onChange={(kind) => { onChange({ kind }); }}
          options={[{ value: 'attributes', title: modelsText().attributesEach }, { value: 'named', title: modelsText().oneDomain }]}
        />
      )}
      <p className={form['hint']}>{hintOf(draft, inspection)}</p>
      {draft.kind === 'attributes' ? <AttributeRows {...props} /> : <DomainRows {...props} />}
    </div>
  );
}
