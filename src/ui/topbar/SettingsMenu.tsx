import { Check, Command, History, Settings2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { setPreferences } from '../../state/commands/preferences.ts';
import type { Preferences, Theme } from '../../state/preferences.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { LANGUAGE_TITLES, type LanguageChoice } from '../../text/language.ts';
import { CommandItem } from '../commands/CommandItem.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import { IconButton } from '../controls/IconButton.tsx';
import menu from '../controls/Menu.module.css';
import { SETTINGS_BUTTON } from './use-language.ts';

/** Light or dark. */
export const THEMES: readonly { readonly value: Theme; readonly title: string }[] = [
  { value: 'system', get title() { return controlsText().asSystem; } }, { value: 'light', get title() { return controlsText().light; } }, { value: 'dark', get title() { return controlsText().dark; } },
];

/** How pixels are shown that are larger than the screen's. */
export const PIXELS: readonly { readonly value: Preferences['pixels']; readonly title: string }[] = [{ value: 'smooth', get title() { return controlsText().smoothed; } }, { value: 'crisp', get title() { return controlsText().crisp; } }];

/** The interface's languages. */
export const LANGUAGES: readonly { readonly value: LanguageChoice; readonly title: string }[] = [
  { value: 'browser', get title() { return controlsText().asBrowser; } }, ...LANGUAGE_TITLES,
];

/** What holds for the whole app: its language, light or dark, and what is kept. */
export function SettingsMenu(): ReactNode {
  const editor = useEditor();
  const { theme, pixels, language } = useEditorState(({ view }) => view.preferences);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label={controlsText().settings} {...{ [SETTINGS_BUTTON]: '' }}><Settings2 size={17} /></IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.Label className={menu['label']}>{controlsText().language}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={language}>
            {LANGUAGES.map(({ value, title }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menu['item']} onSelect={() => { setPreferences(editor, { language: value }); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {value === 'browser' ? title : <span lang={value}>{title}</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={menu['separator']} />
          <DropdownMenu.Label className={menu['label']}>{controlsText().appearance}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map(({ value, title }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menu['item']} onSelect={() => { setPreferences(editor, { theme: value }); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={menu['separator']} />
          <DropdownMenu.Label className={menu['label']}>{controlsText().enlargedPixels}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={pixels}>
            {PIXELS.map(({ value, title }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={menu['item']} onSelect={() => { setPreferences(editor, { pixels: value }); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={menu['separator']} />
          <CommandItem command={COMMANDS.recent} icon={<History size={14} />} />
          <CommandItem command={COMMANDS.palette} icon={<Command size={14} />} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
