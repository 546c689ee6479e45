import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRecipeText } from '../../../src/batch/recipe.ts';
import { coverLine, MASK_CELLS, maskText, openMask, paintedMask } from '../../../src/core/brush-mask.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { undo } from '../../../src/state/commands/history.ts';
import { openPicture } from '../../../src/state/commands/open-picture.ts';
import { applyPreset, fitsModel, importPreset, movePreset, presentEdit, presentRecipe, refreshPresets, removePreset, savePreset, takeSharedPreset } from '../../../src/state/commands/presets.ts';
import { manifestOf } from '../../../src/state/face-selectors.ts';
import { editedFaces } from '../../../src/state/face-tasks.ts';
import { freeName, presetFromFragment, presetFromText, presetLink, presetText, presetWords, readPresets, SHIPPED_PRESETS, writePresets, type Preset } from '../../../src/state/presets.ts';
import { bitmap, editorWithPicture, last, NAMED_MANIFEST, onlyEdit, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

const levels = (name: string, set: Readonly<Record<string, number>>): Preset => ({ name, edit: { kind: 'attributes', levels: set } });
const OLD = levels('Old & glad / "2"', { smile: 1.25, age: 1 });
/** A spot in the middle given back to the photo, its edge soft. */
const SPOT = maskText(paintedMask(openMask(), spot(), 0))!;
const WHOLE: Preset = {
  name: 'Catalogue', detail: 0.25, mask: SPOT, edit: { kind: 'attributes', levels: { smile: 0.5 }, reference: { file: 'her.jpg', attributes: ['age'], strength: 0.8 } },
  folder: { bundle: 'faces', crop: 'detect', faces: 'largest', output: { format: 'jpeg', quality: 0.8 }, metadata: { keepsMetadata: true, keepsLocation: false, saysAi: true }, naming: '{name}.{ext}' },
};

function spot(): Float32Array {
  const covered = new Float32Array(MASK_CELLS * MASK_CELLS);
  const point = { u: 0.5, v: 0.5, radius: 0.2 };
  coverLine(covered, point, { ...point, u: 0.6 }, 0.5);
  return covered;
}

/** A store like the browser's. */
function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); } };
}

describe('a preset', () => {
  it('comes back from its file, which is a recipe', () => {
    const text = presetText(OLD, 'faces');
    expect(presetFromText(text, 'x.json')).toEqual(OLD);
    expect(parseRecipeText(text)).toMatchObject({ bundle: 'faces', name: OLD.name, edit: OLD.edit });
  });

  it('takes the name of a file that has none', () => {
    const recipe = JSON.stringify({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } } });
    expect(presetFromText(recipe, 'Big smile.json')).toEqual(levels('Big smile', { smile: 1 }));
  });

  it('comes back from its link, whatever the page had behind its #', () => {
    const { link, isWhole } = presetLink(OLD, 'https://example.org/mien/?a=1#batch');
    expect(isWhole).toBe(true);
    expect(link.startsWith('https://example.org/mien/?a=1#preset=')).toBe(true);
    expect(presetFromFragment(new URL(link).hash)).toEqual(OLD);
    expect(presetFromFragment('#batch')).toBeUndefined();
  });

  it.each(['#preset=', '#preset=%7B', '#preset=%', '#preset=%7B%22name%22%3A%22%22%7D', `#preset=${encodeURIComponent('{"name":"a","levels":{}}')}`, `#preset=${encodeURIComponent('{"name":"a","levels":{"smile":99}}')}`])('is refused from %s', (fragment) => {
    expect(() => presetFromFragment(fragment)).toThrow(expect.objectContaining({ code: 'preset-invalid' }));
  });

  it('of a whole recipe comes back from its file, its store and, without a mask, its link', () => {
    expect(presetFromText(presetText(WHOLE, 'other'), 'x.json')).toEqual(WHOLE);
    const store = memory();
    writePresets(store, [WHOLE]);
    expect(readPresets(store)).toEqual([WHOLE]);
    const rest: Preset = { name: WHOLE.name, edit: WHOLE.edit, detail: 0.25, folder: WHOLE.folder! };
    const { link, isWhole } = presetLink(rest, 'https://example.org/');
    expect([presetFromFragment(new URL(link).hash), isWhole]).toEqual([rest, true]);
  });

  it('with a brush goes into a link where that stays short, else without the brush', () => {
    const short = presetLink(WHOLE, 'https://example.org/');
    expect([presetFromFragment(new URL(short.link).hash), short.isWhole]).toEqual([WHOLE, true]);
    const noise = maskText(openMask().map((_, i) => i % 251))!;
    const long = presetLink({ ...WHOLE, mask: noise }, 'https://example.org/');
    const rest: Preset = { name: WHOLE.name, edit: WHOLE.edit, detail: 0.25, folder: WHOLE.folder! };
    expect([presetFromFragment(new URL(long.link).hash), long.isWhole]).toEqual([rest, false]);
  });

  it('of a named domain says where to and which look', () => {
    const dog: Preset = { name: 'Dog', edit: { kind: 'domain', target: 'dog', strength: 0.5, seed: 7 } };
    expect(presetFromText(presetText(dog, 'animals'), 'x.json')).toEqual(dog);
    expect(presetWords(dog, undefined)).toBe('To dog 50 %, Look 7');
    expect(presetWords(WHOLE, undefined)).toBe('smile 50 %, like “her.jpg”, Smoothing 25 %, Brush, how files are made');
  });

  it('is read as older versions stored it', () => {
    const store = memory();
    store.setItem('mien.presets', '[{"name":"Glad","levels":{"smile":0.5}}]');
    expect(readPresets(store)).toEqual([levels('Glad', { smile: 0.5 })]);
  });

  it('is kept, and what is no preset in the store is passed over', () => {
    const store = memory();
    expect(writePresets(store, [OLD])).toBe(true);
    expect(readPresets(store)).toEqual([OLD]);
    store.setItem('mien.presets', JSON.stringify([{ name: 'x' }, OLD, 3]));
    expect(readPresets(store)).toEqual([OLD]);
    store.setItem('mien.presets', '{');
    expect(readPresets(store)).toEqual([]);
    expect(writePresets({ ...store, setItem: () => { throw new DOMException('full'); } }, [OLD])).toBe(false);
  });

  it('gets a name of its own', () => {
    expect(freeName(' Old ', [])).toBe('Old');
    expect(freeName('Old', [levels('Old', {}), levels('Old 2', {})])).toBe('Old 3');
    expect(freeName('x'.repeat(99), []).length).toBeLessThanOrEqual(60);
  });
});

describe('presets in the editor', () => {
  let bench: Bench;
  beforeEach(async () => {
    vi.useFakeTimers();
    bench = await editorWithPicture();
  });
  afterEach(() => {
    bench.editor.dispose();
    vi.useRealTimers();
  });
  const state = () => bench.editor.store.getState();

  it('set what they name in one step and leave the rest', () => {
    setLevel(bench.editor, 'age', 0.5);
    applyPreset(bench.editor, levels('Glad', { smile: 1 }));
    expect(onlyEdit(bench)).toMatchObject({ levels: [1, 0.5] });
    undo(bench.editor);
    expect(onlyEdit(bench)).toMatchObject({ levels: [0, 0.5] });
  });

  it('come out of a picture that was saved with its edit, where that is wanted; what is no recipe is passed over', async () => {
    expect(presentRecipe(state())).toBeUndefined();
    setLevel(bench.editor, 'smile', 0.6);
    const recipe = presentRecipe(state())!;
    for (const [text, offered] of [[recipe, 1], ['{"version":1}', 1], ['<script>', 1]] as const) {
      void openPicture(bench.editor, new Blob(['x']), 'glad.jpg');
      await settle();
      await last(bench.engine.openings).answer({ pictureId: crypto.randomUUID(), widthPx: 300, heightPx: 300, preview: bitmap(), hasLocation: false, notes: [], recipe: text });
      expect(state().notices.list.filter(({ action }) => action?.label === 'Add to presets')).toHaveLength(offered);
    }
    const [notice] = state().notices.list;
    expect(notice).toMatchObject({ title: '“glad.jpg” brings its edit along', detail: expect.stringMatching(/^Smile 60 %\. /) as string });
    notice!.action!.run();
    expect(state().presets).toEqual([levels('glad', { smile: 0.6 })]);
    expect(state().notices.list.at(-1)?.title).toBe('Added to your presets');
  });

  it('bring brush and smoothing along in one step, and a reference by its name', async () => {
    const before = state().document;
    applyPreset(bench.editor, WHOLE);
    expect(state().document).toMatchObject({ detail: 0.25, faces: [{ levels: { smile: 0.5 }, mask: SPOT }] });
    expect(state().document.faces[0]?.reference).toBeUndefined();
    const asked = state().notices.list.at(-1);
    expect([asked?.title, asked?.action?.label]).toEqual(['“Catalogue” is to be like “her.jpg”', 'Choose it']);
    undo(bench.editor);
    expect(state().document).toEqual(before);
    // At hand under that name.
    bench.editor.store.setState(({ picture }) => ({ picture: { ...picture, sources: { ...picture.sources, hers: { name: 'her.jpg', blob: new Blob(['her']) } } } }));
    applyPreset(bench.editor, WHOLE);
    await settle();
    await last(bench.engine.openings).answer({ pictureId: 'hers-again', widthPx: 300, heightPx: 300, preview: bitmap(), hasLocation: false, notes: [] });
    await last(bench.finder.searches).answer([faceAt({ centreXPx: 60, centreYPx: 60, sidePx: 80, rotationRad: 0 })]);
    expect(state().document.faces[0]?.reference).toMatchObject({ name: 'her.jpg', strength: 0.8, leftOut: ['smile'] });
  });

  it('carry the brush and what it was like in a picture', () => {
    applyPreset(bench.editor, { ...WHOLE, edit: OLD.edit });
    expect(presetFromText(presentRecipe(state())!, 'x.json')).toEqual({ name: 'x', edit: { kind: 'attributes', levels: { smile: 1.25 } }, detail: 0.25, mask: SPOT });
  });

  it('go no further than the model allows, and say what it has not', () => {
    applyPreset(bench.editor, levels('Wild', { smile: 3, wings: 1 }));
    expect(onlyEdit(bench)).toMatchObject({ levels: [1.5, 1] });
    expect(state().notices.list.map(({ title }) => title)).toEqual([expect.stringContaining('“Wild”')]);
  });

  it('change nothing on a face that is so already', () => {
    applyPreset(bench.editor, levels('As it is', { smile: 0, age: 1 }));
    expect(editedFaces(state())).toEqual([]);
  });

  it('are made of what is set, arranged and deleted', () => {
    expect(presentEdit(state())).toBeUndefined();
    savePreset(bench.editor, 'Nothing');
    expect(state().presets).toEqual([]);
    setLevel(bench.editor, 'smile', 0.75);
    for (const name of ['A', 'B', 'A']) savePreset(bench.editor, name);
    expect(state().presets.map(({ name }) => name)).toEqual(['A', 'B', 'A 2']);
    movePreset(bench.editor, 'A 2', -1);
    movePreset(bench.editor, 'A', -1);
    removePreset(bench.editor, 'B');
    expect(state().presets).toEqual([levels('A', { smile: 0.75 }), levels('A 2', { smile: 0.75 })]);
  });

  it('come from files and links, each once, and bad ones are said', async () => {
    await importPreset(bench.editor, new File([presetText(OLD, 'faces')], 'old.json'));
    expect(takeSharedPreset(bench.editor, new URL(presetLink(OLD, 'https://example.org/').link).hash)).toBe(true);
    expect(state().presets).toEqual([OLD]);
    expect(takeSharedPreset(bench.editor, '#batch')).toBe(false);
    await importPreset(bench.editor, new File(['{}'], 'none.json'));
    takeSharedPreset(bench.editor, '#preset=x');
    expect(state().presets).toEqual([OLD]);
    expect(state().notices.list.filter(({ kind }) => kind === 'error')).toHaveLength(2);
  });

  it('that another tab saved are there before this one saves its own', () => {
    const preferenceStore = memory();
    const editor = { ...bench.editor, preferenceStore };
    setLevel(editor, 'smile', 1);
    writePresets(preferenceStore, [OLD]);
    refreshPresets(editor);
    savePreset(editor, 'Glad');
    expect(readPresets(preferenceStore).map(({ name }) => name)).toEqual([OLD.name, 'Glad']);
  });

  it('are offered only where the model has one of their attributes', () => {
    const manifest = manifestOf(state())!;
    expect(SHIPPED_PRESETS.map((preset) => fitsModel(preset, manifest))).toEqual([true, true, true, true]);
    expect(SHIPPED_PRESETS.some((preset) => fitsModel(preset, NAMED_MANIFEST))).toBe(false);
  });
});
