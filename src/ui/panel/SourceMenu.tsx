import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { memo, type ReactNode } from 'react';
import { correctSource } from '../../state/commands/edit-levels.ts';
import { formatConfidence } from '../../state/format.ts';
import type { BundleAttribute } from '../../l2m/manifest.ts';
import { isSelectedFresh, sourceStatus, type SourceStatus } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import menu from '../controls/Menu.module.css';
import styles from './SourceMenu.module.css';

interface SourceMenuProps {
  readonly attribute: BundleAttribute;
}

function sourceText({ off, on }: BundleAttribute, status: SourceStatus, isFresh: boolean): string {
  const names = [off, on] as const;
  if (status.isCorrected) return panelText().sourceSet({ name: names[status.source] });
  if (status.detected === undefined) return isFresh ? panelText().sourceTaken({ name: names[status.source] }) : panelText().readingFace;
  return status.confidence === undefined ? panelText().guessedAs({ name: names[status.detected] }) : panelText().detectedAs({ name: names[status.detected], confidence: formatConfidence(status.confidence) });
}

/** What the source counts as, and the way to correct it. Stays as it is while the level is dragged. */
export const SourceMenu = memo(function SourceMenu({ attribute }: SourceMenuProps): ReactNode {
  const editor = useEditor();
  const status = useEditorState((state) => sourceStatus(state, attribute.id));
  const isFresh = useEditorState(isSelectedFresh);
  if (!status) return null;
  const names = [attribute.off, attribute.on] as const;
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
                onSelect={() => { correctSource(editor, attribute.id, value === status.detected ? undefined : value); }}
              >
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {names[value]}
                {value === status.detected && <span className={menu['aside']}>{status.confidence === undefined ? panelText().guessed : panelText().detected({ confidence: formatConfidence(status.confidence) })}</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
});
