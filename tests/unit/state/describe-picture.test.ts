import { afterEach, expect, it } from 'vitest';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { describePicture } from '../../../src/state/describe-picture.ts';
import { editorWithModel, editorWithPicture, openUnsearched, type Bench } from './engine-double.ts';

let bench: Bench;
const text = (): string => describePicture(bench.editor.store.getState());
afterEach(() => { bench.editor.dispose(); });

it('says the name, the faces and what differs from the photo', async () => {
  bench = await editorWithPicture(800, 600);
  const name = bench.editor.store.getState().picture.open!.name;
  expect(text()).toBe(`${name}, 1 face, not edited`);
  setLevel(bench.editor, 'smile', 0.75);
  expect(text()).toMatch(/^.+, 1 face, \S.* 75 %$/);
  bench.editor.store.setState(({ view }) => ({ view: { ...view, isHoldingOriginal: true } }));
  expect(text()).toBe(`${name}, original`);
});

it('says that there is no face', async () => {
  bench = await editorWithModel();
  expect(text()).toBe('');
  await openUnsearched(bench, 'one', 800, 600);
  expect(text()).toBe('one.jpg, no faces, not edited');
});
