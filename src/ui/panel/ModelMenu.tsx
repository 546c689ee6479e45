import { Check, ChevronsUpDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { loadModel } from '../../state/commands/load-model.ts';
import { formatBytes } from '../../state/format.ts';
import type { BundleManifest } from '../../state/engine-types.ts';
import { manifestOf } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import menu from '../controls/Menu.module.css';
import styles from './ModelMenu.module.css';

function bundleText({ imageSizePx, graphs, licence }: BundleManifest): string {
  const bytes = Object.values(graphs).reduce((sum, graph) => sum + (graph?.bytes ?? 0), 0);
  return `Sees ${imageSizePx} × ${imageSizePx} px, ${formatBytes(bytes)}, ${licence}`;
}

/** The model in use, and the others that could be. */
export function ModelMenu(): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const { models, usedId, loadingId } = useEditorState(({ engine }) => ({
    models: engine.models, usedId: engine.loaded?.modelId, loadingId: engine.loading?.modelId,
  }));
  const named = models.find(({ id }) => id === (usedId ?? loadingId));
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={styles['trigger']} aria-label={`Model: ${named?.title ?? 'none'}`}>
        <span className={styles['title']}>{named?.title ?? 'No model'}</span>
        <ChevronsUpDown size={13} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
          {manifest && <DropdownMenu.Label className={menu['label']}>{bundleText(manifest)}</DropdownMenu.Label>}
          <DropdownMenu.RadioGroup value={usedId ?? ''}>
            {models.map(({ id, title }) => (
              <DropdownMenu.RadioItem key={id} value={id} className={menu['item']} onSelect={() => { if (id !== usedId) void loadModel(editor, id); }}>
                <DropdownMenu.ItemIndicator className={menu['mark']}><Check size={14} /></DropdownMenu.ItemIndicator>
                {title}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          {usedId !== undefined && (
            <>
              <DropdownMenu.Separator className={menu['separator']} />
              <DropdownMenu.Item className={menu['item']} onSelect={() => { void loadModel(editor, usedId); }}>Load again</DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
