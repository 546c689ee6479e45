import { afterEach, expect, it } from 'vitest';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { hiddenSettings } from '../../../src/state/hidden-settings.ts';
import { editorWithPicture, last, loaded, MANIFEST, NAMED_MANIFEST, onlyFace, type Bench } from './engine-double.ts';

let bench: Bench;
afterEach(() => { bench.editor.dispose(); });

const hidden = () => hiddenSettings(bench.editor.store.getState());

async function use(manifest: typeof MANIFEST): Promise<void> {
  void loadDefaultModel(bench.editor);
  await last(bench.engine.loads).answer(loaded(manifest));
}

it('another model keeps what it cannot show, and says what that is', async () => {
  bench = await editorWithPicture();
  setLevel(bench.editor, 'smile', 1);
  setLevel(bench.editor, 'age', 0.2);
  expect(hidden()).toEqual([]);
  await use({ ...MANIFEST, domains: { kind: 'attributes', attributes: [{ id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling', levelRange: [-0.5, 1.5] }] } });
  expect(hidden()).toEqual(['Age']);
  await use(NAMED_MANIFEST);
  expect(hidden()).toEqual(['Smile', 'Age']);
  await use(MANIFEST);
  expect([hidden(), onlyFace(bench).levels]).toEqual([[], { smile: 1, age: 0.2 }]);
});
