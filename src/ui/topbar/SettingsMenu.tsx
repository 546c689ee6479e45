import { Check, History, Settings2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { setPreferences } from '../../state/commands/preferences.ts';
import { showDialog } from '../../state/commands/view.ts';
import type { Theme } from '../../state/preferences.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { IconButton } from '../controls/IconButton.tsx';
import menu from '../controls/Menu.module.css';

const THEMES: readonly { readonly value: Theme; readonly title: string }[] = [
  { value: 'system', title: 'As the system' }, { value: 'light', title: 'Light' }, { value: 'dark', title: 'Dark' },
];

/** What holds for the whole app: light or dark, and what is kept. */
export function SettingsMenu(): ReactNode {
  const editor = useEditor();
  const theme = useEditorState(({ view }) => view.preferences.theme);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Settings"><Settings2 size={17} /></IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.Label className={menu['label']}>Appearance</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map(({ value, title }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menu['item']} onSelect={() => { setPreferences(editor, { theme: value }); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={menu['separator']} />
          <DropdownMenu.Item className={menu['item']} onSelect={() => { showDialog(editor, 'recent'); }}>
            <span className={menu['mark']}><History size={14} /></span>Recent pictures…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
