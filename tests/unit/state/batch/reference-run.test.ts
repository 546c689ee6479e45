import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseRecipe } from '../../../../src/batch/recipe.ts';
import { restoreRun } from '../../../../src/state/batch/commands/restore-run.ts';
import { setReference } from '../../../../src/state/batch/commands/set-recipe.ts';
import { setSource } from '../../../../src/state/batch/commands/set-source.ts';
import { batchBench, MODELS, numbered, outcome, RECIPE, start, type BatchBench } from './batch-double.ts';

afterEach(() => { vi.unstubAllGlobals(); });

const countOf = (bench: BatchBench, wanted: string): number => Object.values(outcome(bench)).filter((state) => state === wanted).length;

describe('a run whose recipe has a reference', () => {
  const square = { centreXPx: 1, centreYPx: 1, sidePx: 2, rotationRad: 0 };
  const recipe = parseRecipe({ ...RECIPE, edit: { kind: 'attributes', levels: { age: 0.5 }, reference: { file: 'ref.png', square } } });

  it('does not start before its picture is chosen, and says which', async () => {
    const bench = batchBench();
    await start(bench, numbered(2), { recipe });
    expect(bench.batch.store.getState()).toMatchObject({ phase: 'setup', problem: { code: 'reference-missing', message: expect.stringContaining('"ref.png"') as string } });
  });

  it('reads it once for all files, and has it again after a reload', async () => {
    const bench = batchBench();
    bench.onRender = () => (bench.rendered.length < 2 ? undefined : new Promise<void>(() => undefined));
    bench.batch.store.setState({ reference: { name: 'ref.png', blob: new Blob(['them']) } });
    void start(bench, numbered(4), { recipe });
    await vi.waitFor(() => { expect(countOf(bench, 'done')).toBe(2); });
    bench.reload();
    bench.onRender = () => undefined;
    await restoreRun(bench.batch, MODELS);
    await setSource(bench.batch, () => Promise.resolve(numbered(4)), MODELS);
    expect([countOf(bench, 'done'), bench.references]).toEqual([4, ['them', 'them']]);
    for (const wanted of bench.wanted) expect(wanted).toMatchObject({ levels: [undefined, 0.5], reference: { takes: [true, false], reading: { domain: 3 } } });
  });

  it('is another one with another picture, or without one', () => {
    const { batch } = batchBench();
    batch.store.setState({ recipe });
    setReference(batch, { name: 'other.png', blob: new Blob(['other']) });
    expect(batch.store.getState()).toMatchObject({ recipe: { edit: { levels: { age: 0.5 }, reference: { file: 'other.png' } } }, reference: { name: 'other.png' } });
    expect(batch.store.getState().recipe?.edit.reference).not.toHaveProperty('square');
    setReference(batch, undefined);
    expect([batch.store.getState().recipe?.edit, batch.store.getState().reference]).toEqual([{ kind: 'attributes', levels: { age: 0.5 } }, undefined]);
  });
});
