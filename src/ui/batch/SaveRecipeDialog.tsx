import { useState, type ReactNode } from 'react';
import type { Recipe } from '../../batch/recipe.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { presetOfRecipe } from '../../state/batch/commands/take-preset.ts';
import { addPreset } from '../../state/commands/presets.ts';
import { presetWords } from '../../state/presets.ts';
import { useEditor } from '../../state/use-editor.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import footer from '../controls/DialogFooter.module.css';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { Field } from '../models/Field.tsx';
import form from '../models/ImportForm.module.css';

interface SaveRecipeDialogProps {
  readonly recipe: Recipe;
  readonly manifest: BundleManifest | undefined;
  readonly onClose: () => void;
}

/** Names the whole recipe and keeps it among the presets. */
export function SaveRecipeDialog({ recipe, manifest, onClose }: SaveRecipeDialogProps): ReactNode {
  const editor = useEditor();
  const [name, setName] = useState('');
  return (
    <DialogFrame title={batchText().saveRecipe} description={recipe.edit.reference ? batchText().recipeKeptReference({ file: recipe.edit.reference.file }) : batchText().recipeKept} onClose={onClose}>
      <form className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          addPreset(editor, presetOfRecipe(recipe, name));
          onClose();
        }}
      >
        <Field label={batchText().recipeName} value={name} placeholder={batchText().exampleRecipe} hint={presetWords(presetOfRecipe(recipe, name), manifest)} onChange={setName} />
        <div className={footer['footer']}>
          <Button onClick={onClose}>{batchText().cancel}</Button>
          <Button type="submit" tone="primary" disabled={name.trim() === ''}>{batchText().save}</Button>
        </div>
      </form>
    </DialogFrame>
  );
}
