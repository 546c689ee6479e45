import { Check, Moon, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { setPreferences } from '../../state/commands/preferences.ts';
import type { Theme } from '../../state/preferences.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { IconButton } from '../controls/IconButton.tsx';
import menu from '../controls/Menu.module.css';
import { useIsDark } from './use-theme.ts';

const THEMES: readonly { readonly value: Theme; readonly title: string }[] = [
  { value: 'system', title: 'As the system' }, { value: 'light', title: 'Light' }, { value: 'dark', title: 'Dark' },
];

/** Light, dark, or what the system says. */
export function AppearanceMenu(): ReactNode {
  const editor = useEditor();
  const theme = useEditorState(({ view }) => view.preferences.theme);
  const isDark = useIsDark();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Appearance">{isDark ? <Moon size={16} /> : <Sun size={17} />}</IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map(({ value, title }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menu['item']} onSelect={() => { setPreferences(editor, { theme: value }); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
