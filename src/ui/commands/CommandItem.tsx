import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useEditor } from '../../state/use-editor.ts';
import menu from '../controls/Menu.module.css';
import type { Command } from './command-table.ts';

interface CommandItemProps {
  readonly command: Command;
  /** Where the menu around it says a part of the title already. */
  readonly title?: string;
  readonly icon?: ReactNode;
}

/** A command as an item of a menu. */
export function CommandItem({ command, title = command.title, icon }: CommandItemProps): ReactNode {
  const editor = useEditor();
  return (
    <DropdownMenu.Item className={menu['item']} onSelect={() => { command.run(editor); }}>
      {icon !== undefined && <span className={menu['mark']}>{icon}</span>}
      {title}
      {command.keys !== undefined && <span className={menu['aside']}>{command.keys}</span>}
    </DropdownMenu.Item>
  );
}
