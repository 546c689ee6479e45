import { ArrowRight, Check, ChevronsUpDown } from 'lucide-react';
import { Select } from 'radix-ui';
import type { ReactNode } from 'react';
import { setDomainStrength, setSourceDomain, setTargetDomain } from '../../state/commands/edit-domain.ts';
import { domainPair, hasLooks, selectedFace } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import menu from '../controls/Menu.module.css';
import { PercentField } from '../controls/PercentField.tsx';
import card from './Card.module.css';
import styles from './DomainCard.module.css';
import { LookRow } from './LookRow.tsx';
import { SourceQuestion } from './SourceQuestion.tsx';

interface Domain {
  readonly id: string;
  readonly title: string;
}

interface DomainSelectProps {
  readonly label: string;
  readonly domains: readonly Domain[];
  readonly value: string;
  readonly isDisabled: boolean;
  readonly onChange: (id: string) => void;
}

/** How far a move between unordered domains may go, below the source and beyond the target. */
const STRENGTH_RANGE = [-0.5, 1.5] as const;

function DomainSelect({ label, domains, value, isDisabled, onChange }: DomainSelectProps): ReactNode {
  return (
    <Select.Root value={value} onValueChange={onChange} disabled={isDisabled}>
      <Select.Trigger className={styles['select']} aria-label={label}>
        <Select.Value />
        <Select.Icon><ChevronsUpDown size={14} /></Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className={menu['menu']} position="popper" sideOffset={4} collisionPadding={8}>
          <Select.Viewport>
            {domains.map(({ id, title }) => (
              <Select.Item key={id} value={id} className={menu['item']}>
                <Select.ItemIndicator className={menu['mark']}><Check size={14} /></Select.ItemIndicator>
                <Select.ItemText>{title}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

/** A move from one of the bundle's domains to another, and how far. */
export function DomainCard({ domains }: { readonly domains: readonly Domain[] }): ReactNode {
  const editor = useEditor();
  const move = useEditorState((state) => selectedFace(state)?.domainMove);
  const isDisabled = move === undefined;
  const strength = move?.strength ?? 0;
  const pair = useEditorState((state) => domainPair(state, selectedFace(state)));
  const canRoll = useEditorState((state) => hasLooks(state) && selectedFace(state)?.reference === undefined);
  const from = pair && domains[pair.source];
  const to = pair && domains[pair.target];
  if (!from || !to) return null;
  if (move !== undefined && !pair.isSourceKnown) {
    return (
      <section className={card['card']} aria-label={panelText().domain}>
        <SourceQuestion
          question={panelText().whatShows} answers={domains.map(({ title }) => title)}
          onAnswer={(index) => { const domain = domains[index]; if (domain) setSourceDomain(editor, domain.id); }}
        />
      </section>
    );
  }
  const change = (value: number): void => { setDomainStrength(editor, value, { joinsRecent: true }); };
  return (
    <section className={card['card']} aria-label={panelText().domain}>
      <div className={styles['pair']}>
        <DomainSelect label={panelText().from} domains={domains} value={from.id} isDisabled={isDisabled} onChange={(id) => { setSourceDomain(editor, id); }} />
        <ArrowRight size={15} />
        <DomainSelect label={panelText().to} domains={domains} value={to.id} isDisabled={isDisabled} onChange={(id) => { setTargetDomain(editor, id); }} />
      </div>
      {canRoll && <LookRow seed={move?.seed ?? 0} domain={to.title} isDisabled={isDisabled} />}
      <div className={card['head']}>
        <h2 className={card['title']}>{panelText().strength}</h2>
        <PercentField label={panelText().strengthPercent} value={isDisabled ? undefined : strength} range={STRENGTH_RANGE} isDisabled={isDisabled} isChanged={strength !== 0} onChange={change} />
      </div>
      <LevelSlider
        label={panelText().strength} level={isDisabled ? undefined : strength} range={STRENGTH_RANGE} source={0} ends={[from.title, to.title]} isDisabled={isDisabled}
        onChange={change} onReset={() => { change(0); }}
      />
    </section>
  );
}
