import type { Editor } from '../editor.ts';
import { manifestOf } from '../face-selectors.ts';
import { levelsText, presetFromText } from '../presets.ts';
import { stem } from '../selectors.ts';
import { dismissNotice, notify } from './notices.ts';
import { addPreset } from './presets.ts';

/** Offers the edit that a picture was saved with as a preset: the picture has it already, and its original may get it again. What is no recipe is passed over, since anybody may write metadata. */
export function offerEdit(editor: Editor, recipe: string, pictureName: string): void {
  const { store } = editor;
  let preset: ReturnType<typeof presetFromText>;
  try {
    preset = presetFromText(recipe, stem(pictureName));
  } catch {
    return;
  }
  const id = notify(store, {
    kind: 'info', title: `“${pictureName}” brings its edit along`,
    detail: `${levelsText(preset.levels, manifestOf(store.getState()))}. The picture shows it already; as a preset it goes on any photo, the original among them.`,
    action: {
      label: 'Add to presets',
      run: () => {
        addPreset(editor, preset);
        dismissNotice(store, id);
        notify(store, { kind: 'success', title: 'Added to your presets', detail: '' });
      },
    },
  });
}
