import { Blend, ChevronDown, Columns2, Diff, SquareSplitHorizontal } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { compareBy } from '../../state/commands/view.ts';
import { COMPARE_MODES, type CompareMode } from '../../state/slices/view-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { classNames } from '../controls/class-names.ts';
import { IconButton } from '../controls/IconButton.tsx';
import menu from '../controls/Menu.module.css';
import { COMMANDS } from '../commands/command-table.ts';
import bar from './StageBar.module.css';
import styles from './CompareControl.module.css';

/** The ways to compare, as they are called. */
export const MODES: Readonly<Record<CompareMode, { readonly title: string; readonly hint: string; readonly Icon: typeof Blend }>> = {
  divider: { get title() { return stageText().divider; }, get hint() { return stageText().dividerHint; }, Icon: SquareSplitHorizontal },
  'side-by-side': { get title() { return stageText().sideBySide; }, get hint() { return stageText().sideBySideHint; }, Icon: Columns2 },
  flicker: { get title() { return stageText().flicker; }, get hint() { return stageText().flickerHint; }, Icon: Blend },
  difference: { get title() { return stageText().difference; }, get hint() { return stageText().differenceHint; }, Icon: Diff },
};

/** Shows the original beside the edit, in one of several ways. */
export function CompareControl(): ReactNode {
  const editor = useEditor();
  const { isOn, mode } = useEditorState(({ view }) => ({ isOn: view.compare.isOn, mode: view.compare.mode }));
  const { Icon, title } = MODES[mode];
  return (
    <span className={styles['control']}>
      <IconButton
        label={mode === 'divider' ? stageText().compareLabel : stageText().compareBy({ mode: title.toLowerCase() })} keys={COMMANDS.compare.keys} hintSide="top" isPressed={isOn}
        className={bar['named']} onClick={() => { COMMANDS.compare.run(editor); }}
      >
        <Icon size={17} /><span className={bar['word']}>{stageText().compareLabel}</span>
      </IconButton>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={styles['more']} aria-label={stageText().waysToCompare}><ChevronDown size={13} /></DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menu['menu']} side="top" align="start" sideOffset={6} collisionPadding={8}>
            <DropdownMenu.RadioGroup value={isOn ? mode : ''}>
              {COMPARE_MODES.map((each) => {
                const { title: name, hint, Icon: Mark } = MODES[each];
                return (
                  <DropdownMenu.RadioItem key={each} value={each} className={classNames(menu['item'], isOn && each === mode && styles['chosen'])} onSelect={() => { compareBy(editor, each); }}>
                    <span className={menu['mark']}><Mark size={14} /></span>{name}<span className={menu['aside']}>{hint}</span>
                  </DropdownMenu.RadioItem>
                );
              })}
            </DropdownMenu.RadioGroup>
            <DropdownMenu.Separator className={menu['separator']} />
            <DropdownMenu.Item className={menu['item']} disabled={!isOn} onSelect={() => { COMMANDS.compare.run(editor); }}>{stageText().stopComparing}<span className={menu['aside']}>{COMMANDS.compare.keys}</span></DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}
