import { Check, ChevronsUpDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { chooseModel, loadModel } from '../../state/commands/load-model.ts';
import { formatBytes } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { modelChoices } from '../../state/model-choices.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { CommandItem } from '../commands/CommandItem.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import menu from '../controls/Menu.module.css';
import styles from './ModelMenu.module.css';

function bundleText({ imageSizePx, graphs, licence }: BundleManifest): string {
  const bytes = Object.values(graphs).reduce((sum, graph) => sum + (graph?.bytes ?? 0), 0);
  return panelText().modelSees({ width: imageSizePx, height: imageSizePx, size: formatBytes(bytes), licence });
}

/** The model in use, and the others that could be. */
export function ModelMenu(): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const { shipped, stored, usedId, loadingId } = useEditorState(({ engine, models }) => ({
    shipped: engine.models, stored: models.stored, usedId: engine.loaded?.modelId, loadingId: engine.loading?.modelId,
  }));
  const choices = modelChoices(shipped, stored);
  const named = choices.find(({ key }) => key === (usedId ?? loadingId));
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles['trigger']} aria-label={panelText().modelIs({ title: named?.title ?? panelText().none })}>
        <span className={styles['title']}>{named?.title ?? panelText().noModel}</span>
        <ChevronsUpDown size={13} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
          {manifest && <DropdownMenu.Label className={menu['label']}>{bundleText(manifest)}</DropdownMenu.Label>}
          <DropdownMenu.RadioGroup value={usedId ?? ''}>
            {choices.map(({ key, title, stored: isStored }) => (
              <DropdownMenu.RadioItem key={key} value={key} className={menu['item']} onSelect={() => { if (key !== usedId) void chooseModel(editor, key); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
                {isStored && <span className={menu['aside']}>{panelText().imported}</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={menu['separator']} />
          <CommandItem command={COMMANDS.importModel} />
          <CommandItem command={COMMANDS.models} />
          {usedId !== undefined && <DropdownMenu.Item className={menu['item']} onSelect={() => { void loadModel(editor, usedId); }}>{panelText().loadAgain}</DropdownMenu.Item>}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
