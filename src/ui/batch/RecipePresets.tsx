import { ChevronDown, Sparkles } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { fitsModel, fittingLevels } from '../../state/commands/presets.ts';
import { SHIPPED_PRESETS } from '../../state/presets.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import menu from '../controls/Menu.module.css';

interface RecipePresetsProps {
  readonly recipe: Recipe;
  readonly manifest: BundleManifest;
  readonly isLocked: boolean;
  readonly onChange: (change: Pick<Recipe, 'edit'>) => void;
}

/** The editor's presets, for every picture: what one names is set, the rest of the recipe stays. */
export function RecipePresets({ recipe: { edit }, manifest, isLocked, onChange }: RecipePresetsProps): ReactNode {
  const own = useEditorState((state) => state.presets);
  const presets = [...own, ...SHIPPED_PRESETS].filter((preset) => fitsModel(preset, manifest));
  if (edit.kind !== 'attributes' || presets.length === 0) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild disabled={isLocked}><Button><Sparkles size={14} />{batchText().presets}<ChevronDown size={13} /></Button></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={4} collisionPadding={8}>
          {presets.map((preset, i) => (
            <DropdownMenu.Item
              // A person's own may be called as one that ships.
              key={i} className={menu['item']} onSelect={() => { onChange({ edit: { ...edit, levels: { ...edit.levels, ...Object.fromEntries(fittingLevels(preset, manifest)) } } }); }}
            >
              {preset.name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
