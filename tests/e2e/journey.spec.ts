import { expect, test } from '@playwright/test';
import { classifier, compare, decode, faceOnGround } from '../support/measure.ts';
import { sharedEditor } from './editor-page.ts';

// As people have it: all cores, and everything that moves.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });
const shared = sharedEditor({ onAllCores: true });

test('a face, smile on, saved: changed where it should be and nowhere else, and towards a smile', async () => {
  const editor = shared();
  const input = await faceOnGround('average-man');
  await editor.openNew('holiday.png', input);
  const square = await editor.square();
  await expect(editor.end('Smile', 1)).not.toBeChecked();
  await editor.end('Smile', 1).click();
  await editor.settled();
  const { name, bytes } = await editor.save('PNG');
  expect(name).toBe('holiday-smile.png');

  const [before, after] = [await decode(input), await decode(bytes)];
  const { inside, outside, changedInside } = compare(before, after, [square]);
  expect(outside).toBe(0);
  expect(inside).toBeGreaterThan(20);
  expect(changedInside).toBeGreaterThan(100_000);

  const judge = await classifier('models/faces');
  const [logitBefore = 0, ...othersBefore] = await judge(before, square);
  const [logitAfter = 0, ...othersAfter] = await judge(after, square);
  console.log(`smile logit ${logitBefore.toFixed(1)} -> ${logitAfter.toFixed(1)}; others ${othersBefore.map((v) => v.toFixed(1)).join(' ')} -> ${othersAfter.map((v) => v.toFixed(1)).join(' ')}`);
  expect(logitAfter - logitBefore).toBeGreaterThan(3);

  // The brush, taken up by a key: where it went the file has the original's samples again, and an undo takes the stroke back.
  await editor.page.keyboard.press('m');
  const bar = editor.page.getByRole('group', { name: 'Brush' });
  await expect(bar.getByRole('button', { name: 'Clear' })).toBeDisabled();
  await editor.drag(square, [-0.12, 0.25], [0.12, 0.25]);
  await expect(bar.getByRole('button', { name: 'Clear' })).toBeEnabled();
  await editor.page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await editor.settled();
  const brushed = await decode((await editor.save('PNG')).bytes);
  const mouth = { ...square, centreYPx: square.centreYPx + 0.25 * square.sidePx, sidePx: 0.06 * square.sidePx };
  expect(compare(before, after, [mouth]).changedInside).toBeGreaterThan(100);
  expect(compare(before, brushed, [mouth]).changedInside).toBe(0);
  expect(compare(before, brushed, [square]).changedInside).toBeGreaterThan(50_000);
  await editor.page.keyboard.press('Control+z');
  await editor.settled();
  expect((await decode((await editor.save('PNG')).bytes)).data).toEqual(after.data);
  expect(editor.errors).toEqual([]);
});

test('half a smile is between none and a whole one; several attributes change at once', async () => {
  const editor = shared();
  const input = await faceOnGround('average-man');
  await editor.openNew('half.png', input);
  const square = await editor.square();
  const judge = await classifier('models/faces');
  const logits: number[] = [];
  for (const percent of [0, 50, 100]) {
    await editor.setLevel('Smile', percent);
    logits.push((await judge(await decode((await editor.save()).bytes), square))[0]!);
  }
  console.log(`smile logits at 0, 50, 100 %: ${logits.map((v) => v.toFixed(1)).join(', ')}`);
  expect(logits[1]!).toBeGreaterThan(logits[0]!);
  expect(logits[2]!).toBeGreaterThan(logits[1]!);

  await editor.setLevel('Gender', 100);
  const both = await editor.save();
  expect(both.name).toBe('half-smile-gender.png');
  const [, genderBefore = 0] = await judge(await decode(input), square);
  const [smileAfter = 0, genderAfter = 0] = await judge(await decode(both.bytes), square);
  expect(genderAfter).toBeGreaterThan(genderBefore);
  expect(smileAfter).toBeGreaterThan(logits[0]!);
});

test('nothing edited: the saved PNG holds the decoded samples, all of them', async () => {
  const editor = shared();
  const input = await faceOnGround('average-woman');
  await editor.openNew('same.png', input);
  await editor.end('Smile', 1).click();
  await editor.settled();
  await editor.end('Smile', 0).click();
  await editor.settled();
  const { inside, outside } = compare(await decode(input), await decode((await editor.save()).bytes), [await editor.square()]);
  expect([inside, outside]).toEqual([0, 0]);
});

for (const format of ['JPEG', 'WebP'] as const) {
  test(`saves as ${format} at the input's resolution`, async () => {
    const editor = shared();
    await editor.openNew(`for ${format}.png`, await faceOnGround('average-man', 640, 480, 384));
    await editor.setLevel('Smile', 100);
    const { name, bytes } = await editor.save(format);
    expect(name).toBe(`for ${format}-smile.${format === 'JPEG' ? 'jpg' : 'webp'}`);
    expect(await decode(bytes)).toMatchObject({ widthPx: 640, heightPx: 480 });
  });
}
