import { Check, ChevronDown, History } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { goToStep } from '../../state/commands/history.ts';
import { useEditor, useHistory, useSteps } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { classNames } from '../controls/class-names.ts';
import menu from '../controls/Menu.module.css';
import panel from '../panel/ToolRow.module.css';
import styles from './HistoryMenu.module.css';

/** The steps; the list stays open, so that one can be compared with another. */
function Steps(): ReactNode {
  const editor = useEditor();
  const { names, present } = useSteps();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => { list.current?.querySelector('[data-state="checked"]')?.scrollIntoView({ block: 'nearest' }); }, [present]);
  return (
    <DropdownMenu.RadioGroup ref={list} value={String(present)} aria-label={controlsText().steps}>
      {names.map((name, i) => (
        <DropdownMenu.RadioItem
          // A step is its place: none is ever put between two others.
          key={i} value={String(i)} className={classNames(menu['item'], i > present && styles['undone'])} {...(i > present ? { 'aria-label': controlsText().takenBack({ name }) } : {})}
          onSelect={(event) => {
            event.preventDefault();
            goToStep(editor, i);
          }}
        >
          <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
          <span className={styles['name']}>{name}</span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** Everything that was done, step by step; any of them is one click away. */
export function HistoryMenu(): ReactNode {
  const { canUndo, canRedo } = useHistory();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={panel['trigger']} disabled={!canUndo && !canRedo}><History size={13} />{controlsText().history}<ChevronDown size={13} /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={classNames(menu['menu'], styles['menu'])} align="end" sideOffset={4} collisionPadding={8}><Steps /></DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
