import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showPage } from '../../../src/state/commands/view.ts';
import { showLanguage } from '../../../src/text/i18n.ts';
import { paletteEntries } from '../../../src/ui/palette/palette-entries.ts';
import { editorWithPicture, type Bench } from '../state/engine-double.ts';

/** Says what the control key is called, when the table is first read. */
vi.hoisted(() => { vi.stubGlobal('navigator', { userAgent: 'Linux' }); });

describe('the list of commands', () => {
  let bench: Bench;
  const entry = (id: string) => paletteEntries(bench.editor).find((each) => each.id === id);

  beforeEach(async () => { bench = await editorWithPicture(); });
  afterEach(async () => {
    await showLanguage('en');
  });

  it('has every command once, and none that is held or opens the list itself', () => {
    const ids = paletteEntries(bench.editor).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['save', 'smile on', 'preset Slight smile', 'compare flicker', 'appearance dark', 'language zh-CN']));
    expect(ids.filter((id) => ['palette', 'original', 'redoAgain'].includes(id))).toEqual([]);
    expect(paletteEntries(bench.editor).every(({ title }) => title.length > 0)).toBe(true);
  });

  it('sets what it says, and offers to take it back only then', () => {
    expect(entry('undo')).toBeUndefined();
    expect(entry('smile on')).toMatchObject({ title: 'Smile: smiling', group: 'edit' });
    entry('smile on')!.run(bench.editor);
    expect(bench.editor.store.getState().document.faces[0]!.levels).toEqual({ smile: 1 });
    expect(entry('undo')!.keys).toBe('Ctrl Z');
    entry('undo')!.run(bench.editor);
    expect(bench.editor.store.getState().document.faces[0]!.levels).toEqual({});
  });

  it('opens what a menu opens, and compares in the way that was chosen', () => {
    entry('strip')!.run(bench.editor);
    entry('compare flicker')!.run(bench.editor);
    expect(bench.editor.store.getState().view).toMatchObject({ dialog: 'strip', compare: { isOn: true, mode: 'flicker' } });
    expect(entry('compare flicker')).toBeUndefined();
  });

  it('has on the page of the batch only what concerns the app', () => {
    expect(entry('editorPage')).toBeUndefined();
    showPage(bench.editor, 'batch');
    expect(new Set(paletteEntries(bench.editor).map(({ group }) => group))).toEqual(new Set(['app']));
    expect(entry('batchPage')).toBeUndefined();
    entry('editorPage')!.run(bench.editor);
    expect(bench.editor.store.getState().view.page).toBe('editor');
  });

  it('is in the language of the page', async () => {
    await showLanguage('zh-CN');
    expect(entry('appearance dark')!.title).toBe('外观：深色');
  });
});
