import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { manifestOf } from '../face-selectors.ts';
import { presetFromText, presetWords } from '../presets.ts';
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
    kind: 'info', title: saysText().bringsEdit({ name: pictureName }),
    detail: saysText().offersEdit({ levels: presetWords(preset, manifestOf(store.getState())) }),
    action: {
      label: saysText().addToPresets,
      run: () => {
        addPreset(editor, preset);
        dismissNotice(store, id);
        notify(store, { kind: 'success', title: saysText().addedToPresets, detail: '' });
      },
    },
  });
}
