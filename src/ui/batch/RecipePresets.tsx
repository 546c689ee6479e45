import { ChevronDown, Sparkles } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { takePreset } from '../../state/batch/commands/take-preset.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import { fitsModel } from '../../state/commands/presets.ts';
import { showDialog } from '../../state/commands/view.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { SHIPPED_PRESETS } from '../../state/presets.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import menu from '../controls/Menu.module.css';
import { SaveRecipeDialog } from './SaveRecipeDialog.tsx';

interface RecipePresetsProps {
  readonly recipe: Recipe;
  readonly manifest: BundleManifest | undefined;
  readonly models: readonly ModelChoice[];
  readonly isLocked: boolean;
}

/** The editor's presets for every picture, and whole recipes under a name: what one says is set, the rest of the recipe stays. */
export function RecipePresets({ recipe, manifest, models, isLocked }: RecipePresetsProps): ReactNode {
  const editor = useEditor();
  const batch = useBatch();
  const [isNaming, setNaming] = useState(false);
  const own = useEditorState((state) => state.presets);
  const presets = [...own, ...SHIPPED_PRESETS].filter((preset) => preset.folder !== undefined || (manifest && fitsModel(preset, manifest)));
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild disabled={isLocked}><Button><Sparkles size={14} />{batchText().presets}<ChevronDown size={13} /></Button></DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
            {presets.map((preset, i) => (
              // A person's own may be called as one that ships.
              <DropdownMenu.Item key={i} className={menu['item']} onSelect={() => { takePreset(batch, preset, models); }}>{preset.name}</DropdownMenu.Item>
            ))}
            {presets.length > 0 && <DropdownMenu.Separator className={menu['separator']} />}
            <DropdownMenu.Item className={menu['item']} onSelect={() => { setNaming(true); }}>{batchText().saveRecipeAs}</DropdownMenu.Item>
            <DropdownMenu.Item className={menu['item']} disabled={own.length === 0} onSelect={() => { showDialog(editor, 'presets'); }}>{batchText().arrangePresets}</DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {isNaming && <SaveRecipeDialog recipe={recipe} manifest={manifest} onClose={() => { setNaming(false); }} />}
    </>
  );
}
