import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { memo, type ReactNode } from 'react';
import { correctSource } from '../../state/commands/edit-levels.ts';
import { formatConfidence } from '../../state/format.ts';
import type { BundleAttribute } from '../../l2m/manifest.ts';
import { isUnsure } from '../../edit/source-value.ts';
import { isSelectedFresh, sourceStatus, type SourceStatus } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import menu from '../controls/Menu.module.css';
import styles from './SourceMenu.module.css';

interface SourceMenuProps {
  readonly attribute: BundleAttribute;
}

function sourceText({ off, on }: BundleAttribute, status: SourceStatus, isFresh: boolean): string {
  const source = status.source === 0 ? off : on;
  if (status.isCorrected) return panelText().sourceSet({ name: source });
  if (status.detected === undefined) return isFresh ? panelText().sourceTaken({ name: source }) : panelText().readingFace;
  return status.confidence === undefined ? panelText().guessedAs({ name: source }) : panelText().detectedSure({ name: source, confidence: formatConfidence(status.confidence) });
}

function likelier({ off, on }: BundleAttribute, { detected, confidence = 0 }: SourceStatus): string {
  return `${formatConfidence(confidence)} ${detected === 0 ? off : on}`;
}

/** Says that the source lies between the two values, and takes a word for it. */
function UnsureSource({ attribute, status }: SourceMenuProps & { readonly status: SourceStatus }): ReactNode {
  const editor = useEditor();
  const { id, title, off, on } = attribute;
  return (
    <p className={styles['unsure']} role="group" aria-label={panelText().ofPhoto({ title })}>
      <span>{panelText().unsure({ guess: likelier(attribute, status) })}</span>
      {([off, on]).map((name, value) => (
        <button key={name} type="button" className={styles['answer']} onClick={() => { correctSource(editor, id, value === 0 ? 0 : 1); }}>{panelText().itIs({ name })}</button>
      ))}
    </p>
  );
}

/** What the source counts as, and the way to correct it. Stays as it is while the level is dragged. */
export const SourceMenu = memo(function SourceMenu({ attribute }: SourceMenuProps): ReactNode {
  const editor = useEditor();
  const status = useEditorState((state) => sourceStatus(state, attribute.id));
  const isFresh = useEditorState(isSelectedFresh);
  if (!status) return null;
  const names = [attribute.off, attribute.on] as const;
  if (status.isUnsure) return <UnsureSource attribute={attribute} status={status} />;
  // What was seen can be believed again; of two values that were as likely, neither was.
  const isSeenUnsure = isUnsure(status.detected === undefined ? undefined : { value: status.detected, confidence: status.confidence });
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles['trigger']} aria-label={panelText().correctIt({ source: sourceText(attribute, status, isFresh) })}>
        <span className={styles['text']}>{sourceText(attribute, status, isFresh)}</span>
        <ChevronDown size={13} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className={menu['label']}>{panelText().thisFaceIs}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={String(status.source)}>
            {([0, 1] as const).map((value) => (
              <DropdownMenu.RadioItem
                key={value} value={String(value)} className={menu['item']}
                onSelect={() => { correctSource(editor, attribute.id, value === status.detected && !isSeenUnsure ? undefined : value); }}
              >
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {names[value]}
                {value === status.detected && !isSeenUnsure && <span className={menu['aside']}>{status.confidence === undefined ? panelText().guessed : panelText().detected({ confidence: formatConfidence(status.confidence) })}</span>}
              </DropdownMenu.RadioItem>
            ))}
            {isSeenUnsure && (
              <DropdownMenu.RadioItem value="unsure" className={menu['item']} onSelect={() => { correctSource(editor, attribute.id, undefined); }}>
                {panelText().either({ guess: likelier(attribute, status) })}
              </DropdownMenu.RadioItem>
            )}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
});
