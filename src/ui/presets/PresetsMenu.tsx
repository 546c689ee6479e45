import { ChevronDown, Sparkles } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { applyPreset, fitsModel } from '../../state/commands/presets.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { SHIPPED_PRESETS, type Preset } from '../../state/presets.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { CommandItem } from '../commands/CommandItem.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import menu from '../controls/Menu.module.css';
import panel from '../panel/ToolRow.module.css';

function Group({ title, presets, onApply }: { readonly title: string; readonly presets: readonly Preset[]; readonly onApply: (preset: Preset) => void }): ReactNode {
  if (presets.length === 0) return null;
  return (
    <DropdownMenu.Group>
      <DropdownMenu.Label className={menu['label']}>{title}</DropdownMenu.Label>
      {presets.map((preset) => <DropdownMenu.Item key={preset.name} className={menu['item']} onSelect={() => { onApply(preset); }}>{preset.name}</DropdownMenu.Item>)}
    </DropdownMenu.Group>
  );
}

/** Named settings at one click. */
export function PresetsMenu(): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const presets = useEditorState((state) => state.presets);
  const hasFaces = useEditorState(({ document }) => document.faces.length > 0);
  if (!manifest) return null;
  const [own, shipped] = [presets, SHIPPED_PRESETS].map((list) => list.filter((preset) => fitsModel(preset, manifest))) as [Preset[], Preset[]];
  const apply = (preset: Preset): void => { applyPreset(editor, preset); };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={panel['trigger']} disabled={!hasFaces}><Sparkles size={13} />{panelText().presets}<ChevronDown size={13} /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
          <Group title={panelText().yours} presets={own} onApply={apply} />
          <Group title={panelText().shipped} presets={shipped} onApply={apply} />
          <DropdownMenu.Separator className={menu['separator']} />
          <CommandItem command={COMMANDS.presets} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
