import { afterEach, describe, expect, it } from 'vitest';
import { setDomainStrength, setTargetDomain } from '../../../src/state/commands/edit-domain.ts';
import { correctSource, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { undo } from '../../../src/state/commands/history.ts';
import { adoptVariation } from '../../../src/state/commands/variations.ts';
import { gridAttributes, variationGrid, type GridChoice } from '../../../src/state/variations.ts';
import { editorWithModel, editorWithPicture, MANIFEST, NAMED_MANIFEST, onlyEdit, onlyFace, type Bench } from './engine-double.ts';

let bench: Bench;
afterEach(() => { bench.editor.dispose(); });
const state = () => bench.editor.store.getState();
const grid = (choice: Partial<GridChoice> = {}) => variationGrid(state(), { downId: undefined, acrossId: undefined, round: 0, ...choice })!;
const labels = (choice?: Partial<GridChoice>) => grid(choice).cells.map((row) => row.map(({ label }) => label));

describe('variations', () => {
  it('go from one end to the other of two attributes, and know the one that the face has', async () => {
    bench = await editorWithPicture();
    expect(gridAttributes(state()).map(({ id }) => id)).toEqual(['smile', 'age']);
    expect([grid().columns[1], grid().rows[4], labels()[4]![1]]).toEqual(['Smile 25 %', 'Age 100 %', 'Age 100 %, Smile 25 %']);
    // Neutral and old.
    expect(grid().cells.flat().filter(({ isPresent }) => isPresent).map(({ label }) => label)).toEqual(['Age 100 %, Smile 0 %']);
    expect(labels({ acrossId: 'age', downId: 'age' })[0]).toContain('Smile 0 %, Age 25 %');
  });

  it('are taken over in one step, as they were shown', async () => {
    bench = await editorWithPicture();
    const cell = grid().cells[2]![3]!;
    adoptVariation(bench.editor, cell.settings);
    expect([onlyFace(bench).levels, onlyEdit(bench)]).toEqual([{ age: 0.5, smile: 0.75 }, cell.edit]);
    expect(grid().cells[2]![3]).toMatchObject({ isPresent: true });
    undo(bench.editor);
    expect(onlyFace(bench).levels).toEqual({});
  });

  it('keep what else is set', async () => {
    bench = await editorWithPicture(300, 300, { ...MANIFEST, domains: { kind: 'attributes', attributes: [...(MANIFEST.domains.kind === 'attributes' ? MANIFEST.domains.attributes : []), { id: 'bangs', title: 'Bangs', off: 'none', on: 'bangs', levelRange: [0, 1] }] } });
    correctSource(bench.editor, 'bangs', 0);
    setLevel(bench.editor, 'bangs', 0.3);
    expect(grid().cells.flat().every(({ edit }) => edit.kind === 'attributes' && edit.levels[2] === 0.3)).toBe(true);
  });

  it('are the other domains at several strengths, or the looks of one', async () => {
    bench = await editorWithPicture(300, 300, NAMED_MANIFEST);
    expect(labels()).toEqual([['Dog 25 %', 'Dog 50 %', 'Dog 75 %', 'Dog 100 %'], ['Wild 25 %', 'Wild 50 %', 'Wild 75 %', 'Wild 100 %']]);
    adoptVariation(bench.editor, grid().cells[1]![1]!.settings);
    expect(onlyFace(bench).domainMove).toMatchObject({ targetId: 'wild', strength: 0.5 });
    bench.editor.dispose();
    const { 'style-transformer': mapping, ...graphs } = NAMED_MANIFEST.graphs;
    bench = await editorWithPicture(300, 300, { ...NAMED_MANIFEST, latentDim: 16, graphs: { ...graphs, 'mapping-network': mapping } });
    expect(labels({ round: 1 })).toEqual([['Look 9', 'Look 10', 'Look 11'], ['Look 12', 'Look 13', 'Look 14'], ['Look 15', 'Look 16', 'Look 17']]);
    setTargetDomain(bench.editor, 'wild');
    setDomainStrength(bench.editor, 0.8);
    adoptVariation(bench.editor, grid().cells[0]![2]!.settings);
    expect(onlyEdit(bench)).toMatchObject({ target: 2, strength: 0.8, seed: 2 });
    expect(grid().cells.flat().filter(({ isPresent }) => isPresent).map(({ label }) => label)).toEqual(['Look 2']);
  });

  it('are none before a face is read', async () => {
    bench = await editorWithModel();
    expect(variationGrid(state(), { downId: undefined, acrossId: undefined, round: 0 })).toBeUndefined();
  });
});
