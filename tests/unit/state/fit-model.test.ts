import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { undo } from '../../../src/state/commands/history.ts';
import { chooseModel, loadModel } from '../../../src/state/commands/load-model.ts';
import { showPage } from '../../../src/state/commands/view.ts';
import { currentSearch } from '../../../src/state/face-selectors.ts';
import { bitmap, editorWithModel, last, loaded, MANIFEST, onlyFace, openUnsearched, settle, type Bench } from './engine-double.ts';
import { faceAt, middle } from './finder-double.ts';

const DRAWINGS = { ...MANIFEST, id: 'drawings', title: 'Drawings', alignment: 'none' } as const;
const drawn = { centreXPx: 300, centreYPx: 300, sidePx: 200, rotationRad: 0 };

let bench: Bench;
const state = () => bench.editor.store.getState();
const usedId = (): string | undefined => state().engine.loaded?.modelId;
const notices = (): readonly string[] => state().notices.list.map(({ title }) => title);

/** An editor that photographs open in, with another model for drawings. */
async function editorForBoth(): Promise<void> {
  bench = await editorWithModel();
  bench.editor.store.setState(({ engine }) => ({
    engine: { ...engine, models: [...engine.models, { id: 'drawings', title: 'Drawings', baseUrl: 'https://mien.test/models/drawings/', manifest: DRAWINGS }] },
  }));
}

/** A picture on which the finder of photographed faces is as sure as told, up to what is asked next. */
async function openAs(pictureId: string, boxConfidence: number): Promise<void> {
  await openUnsearched(bench, pictureId, 600, 500);
  await last(bench.finder.searches).answer([faceAt(middle(600, 500), {}, boxConfidence)]);
}

async function openDrawing(pictureId = 'drawing'): Promise<void> {
  await openAs(pictureId, 0.8);
  await last(bench.finder.drawnSearches).answer([drawn]);
  await last(bench.engine.loads).answer(loaded(DRAWINGS));
}

afterEach(() => { bench.editor.dispose(); });

describe('the right model by itself', () => {
  it('is the present one for a surely photographed face, and nothing else is looked for', async () => {
    await editorForBoth();
    await openAs('photo', 0.9);
    expect([bench.finder.drawnSearches.length, bench.engine.loads.length, usedId()]).toEqual([0, 1, 'test']);
    expect(onlyFace(bench).origin).toBe('detected');
    expect(notices()).toEqual([]);
  });

  it('is that for drawings where their finder is the surer one; the notice takes it back, for the session', async () => {
    await editorForBoth();
    await openDrawing();
    expect([usedId(), currentSearch(state())]).toEqual(['drawings', { lookedFor: 'drawn', status: 'found' }]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'detected', square: drawn, found: undefined });
    const [notice] = state().notices.list;
    expect(notice).toMatchObject({ title: 'This looks like a drawing', detail: 'So it opened in “Drawings”.', action: { label: 'Use “Test” instead' } });
    notice?.action?.run();
    await last(bench.engine.loads).answer(loaded());
    await last(bench.finder.searches).answer([]);
    expect([usedId(), notices()]).toEqual(['test', []]);
    const looks = bench.finder.drawnSearches.length;
    await openAs('another drawing', 0.8);
    expect([usedId(), bench.finder.drawnSearches.length]).toEqual(['test', looks]);
  });

  it('is not spoken of any more once the person has gone on', async () => {
    await editorForBoth();
    await openDrawing();
    setLevel(bench.editor, 'smile', 1);
    expect(notices()).toEqual([]);
  });

  it('is not spoken of on another page', async () => {
    await editorForBoth();
    await openDrawing();
    expect(notices()).toHaveLength(1);
    showPage(bench.editor, 'batch');
    expect(notices()).toEqual([]);
  });

  it('takes the place of one that is still on its way, which comes after all where it does not', async () => {
    for (const comes of [true, false]) {
      await editorForBoth();
      bench.editor.store.setState(({ engine }) => ({ engine: { ...engine, loaded: undefined } }));
      void loadModel(bench.editor, 'test');
      await openAs('drawing', 0.8);
      await last(bench.finder.drawnSearches).answer([drawn]);
      expect(bench.engine.loads.at(-2)?.signal?.aborted).toBe(true);
      if (comes) await last(bench.engine.loads).answer(loaded(DRAWINGS));
      else {
        await last(bench.engine.loads).fail(new AppError({ code: 'bundle-unreachable', message: 'Expected the model but received nothing.' }));
        await last(bench.engine.loads).answer(loaded());
      }
      expect([usedId(), onlyFace(bench).found === undefined]).toEqual(comes ? ['drawings', true] : ['test', false]);
      if (comes) expect(state().notices.list[0]?.action?.label).toBe('Use “Test” instead');
      if (comes) bench.editor.dispose();
    }
  });

  it('leaves a model alone that a person chose', async () => {
    await editorForBoth();
    void chooseModel(bench.editor, 'test');
    await last(bench.engine.loads).answer(loaded());
    await openAs('drawing', 0.5);
    expect([bench.finder.drawnSearches.length, usedId()]).toEqual([0, 'test']);
  });

  it('comes back with its picture, without another look or word', async () => {
    await editorForBoth();
    await openAs('photo', 0.9);
    const photo = state().document.faces;
    await openDrawing();
    const looks = [bench.finder.searches.length, bench.finder.drawnSearches.length];
    undo(bench.editor);
    await settle();
    await last(bench.engine.openings).answer({ pictureId: 'photo', widthPx: 600, heightPx: 500, preview: bitmap(600, 500), hasLocation: false, notes: [] });
    await last(bench.engine.loads).answer(loaded());
    expect(usedId()).toBe('test');
    expect(state().document.faces).toEqual(photo);
    expect([bench.finder.searches.length, bench.finder.drawnSearches.length]).toEqual(looks);
    expect(notices()).toEqual([]);
  });

  it('is the first one again where nothing tells what a picture is', async () => {
    await editorForBoth();
    await openDrawing();
    await openUnsearched(bench, 'landscape', 3000, 2000);
    await last(bench.finder.drawnSearches).answer([{ ...drawn, confidence: 0.62 }]);
    await last(bench.finder.searches).answer([]);
    await last(bench.engine.loads).answer(loaded());
    expect([usedId(), currentSearch(state())?.status, notices()]).toEqual(['test', 'none', []]);
    expect(state().document.faces).toEqual([]);
  });

  it('stays the present one where the other cannot be loaded, or the second look fails', async () => {
    await editorForBoth();
    await openAs('drawing', 0.8);
    await last(bench.finder.drawnSearches).answer([drawn]);
    await last(bench.engine.loads).fail(new AppError({ code: 'bundle-unreachable', message: 'Expected the model but received nothing.' }));
    expect([usedId(), notices()]).toEqual(['test', ['Could not load the model “Drawings”']]);
    expect(onlyFace(bench).found).toBeDefined();
    await openAs('other', 0.8);
    await last(bench.finder.drawnSearches).fail(new AppError({ code: 'session-failed', message: 'Expected a graph but received none.' }));
    expect([usedId(), currentSearch(state())?.status]).toEqual(['test', 'found']);
    expect(bench.engine.loads).toHaveLength(2);
  });

  it('is not loaded for a picture that another one replaced', async () => {
    await editorForBoth();
    await openAs('drawing', 0.8);
    await last(bench.finder.drawnSearches).answer([drawn]);
    const load = last(bench.engine.loads);
    await openAs('photo', 0.9);
    expect(load.signal?.aborted).toBe(true);
    expect([usedId(), state().engine.loading, onlyFace(bench).found === undefined]).toEqual(['test', undefined, false]);
  });
});
