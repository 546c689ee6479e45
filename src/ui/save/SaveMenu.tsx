import { ChevronDown, Copy, Film, LayoutGrid } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { copyPicture } from '../../state/commands/hand-out.ts';
import { showDialog } from '../../state/commands/view.ts';
import { useEditor } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { Button } from '../controls/Button.tsx';
import menu from '../controls/Menu.module.css';
import { SHORTCUTS } from '../shortcuts/shortcut-table.ts';
import styles from './SaveMenu.module.css';

/** What else can be saved than the picture. */
export function SaveMenu({ isDisabled }: { readonly isDisabled: boolean }): ReactNode {
  const editor = useEditor();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button tone="primary" className={styles['trigger']} aria-label={dialogsText().moreWays} disabled={isDisabled}><ChevronDown size={15} /></Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.Item className={menu['item']} onSelect={() => { void copyPicture(editor); }}>
            <span className={menu['mark']}><Copy size={14} /></span>{dialogsText().copyPng}<span className={menu['aside']}>{SHORTCUTS.copy.keys}</span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menu['item']} onSelect={() => { showDialog(editor, 'contact-sheet'); }}>
            <span className={menu['mark']}><LayoutGrid size={14} /></span>{dialogsText().sheetOfFace}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menu['item']} onSelect={() => { showDialog(editor, 'strip'); }}>
            <span className={menu['mark']}><Film size={14} /></span>{dialogsText().stripOrMoving}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
