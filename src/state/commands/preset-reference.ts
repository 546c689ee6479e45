import { pickFile } from '../../bridge/pick-file.ts';
import type { AttributesReference } from '../../edit/reference.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { manifestOf } from '../face-selectors.ts';
import { levelsOf, type Preset } from '../presets.ts';
import { chooseReference, type NamedReference } from './edit-reference.ts';
import { dismissNotice, notify } from './notices.ts';

const PICTURES = 'image/*,.heic,.heif';

function namedReference({ store }: Editor, { square, attributes, values = {}, strength = 1 }: AttributesReference, levels: ReturnType<typeof levelsOf>): NamedReference {
  const domains = manifestOf(store.getState())?.domains;
  const ids = domains?.kind === 'attributes' ? domains.attributes.map(({ id }) => id) : [];
  return { square, said: values, strength, leftOut: ids.filter((id) => (attributes ? !attributes.includes(id) : Object.hasOwn(levels, id))) };
}

/** Lets the faces follow the picture that a preset names but does not hold: one that is at hand under this name, else the person is asked for it. */
export function followPreset(editor: Editor, { name, edit }: Preset, reference: AttributesReference): void {
  const { store } = editor;
  const named = namedReference(editor, reference, levelsOf(edit));
  const atHand = Object.values(store.getState().picture.sources).find((source) => source.name === reference.file);
  if (atHand) {
    void chooseReference(editor, atHand, named);
    return;
  }
  const id = notify(store, {
    kind: 'info', title: saysText().followsFile({ name, file: reference.file }), detail: saysText().pictureNotIn,
    action: {
      label: saysText().chooseIt,
      run: () => {
        void pickFile(PICTURES).then((file) => {
          if (!file) return;
          dismissNotice(store, id);
          return chooseReference(editor, { name: file.name, blob: file }, named);
        });
      },
    },
  });
}
