import { ChevronDown, Copy, Film, LayoutGrid } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { dialogsText } from '../../text/dialogs.ts';
import { CommandItem } from '../commands/CommandItem.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import { Button } from '../controls/Button.tsx';
import menu from '../controls/Menu.module.css';
import styles from './SaveMenu.module.css';

/** What else can be saved than the picture. */
export function SaveMenu({ isDisabled }: { readonly isDisabled: boolean }): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button tone="primary" className={styles['trigger']} aria-label={dialogsText().moreWays} disabled={isDisabled}><ChevronDown size={15} /></Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <CommandItem command={COMMANDS.copy} title={dialogsText().copyPng} icon={<Copy size={14} />} />
          <CommandItem command={COMMANDS.contactSheet} icon={<LayoutGrid size={14} />} />
          <CommandItem command={COMMANDS.strip} icon={<Film size={14} />} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
