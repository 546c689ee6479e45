import { vi } from 'vitest';
import type { Claim } from '../../../../src/bridge/claim.ts';
import { JOURNAL_LOST, type BatchJournal, type StoredRun } from '../../../../src/bridge/batch-journal.ts';
import { fileSource, type BatchSource, type ListedFile } from '../../../../src/bridge/batch-source.ts';
import { parseRecipe, type Recipe } from '../../../../src/batch/recipe.ts';
import { AppError } from '../../../../src/core/app-error.ts';
import type { WantedEdit } from '../../../../src/edit/face-edit.ts';
import { SerialQueue } from '../../../../src/rpc/serial-queue.ts';
import { createBatch, type Batch, type BatchWorkers, type RunHead, type StoredRow } from '../../../../src/state/batch/batch.ts';
import { startRun } from '../../../../src/state/batch/commands/start-run.ts';
import type { ModelChoice } from '../../../../src/state/model-choices.ts';
import { loaded, MANIFEST } from '../engine-double.ts';
import { FinderDouble } from '../finder-double.ts';
import { MemoryFolder } from './memory-folder.ts';

export const MODELS: readonly ModelChoice[] = [{ key: 'test', title: 'Test', source: { baseUrl: 'https://mien.test/models/test/' }, manifest: MANIFEST, stored: undefined }];
export const RECIPE = parseRecipe({ version: 1, bundle: 'test', edit: { kind: 'attributes', levels: { smile: 1 } }, crop: 'whole' });

/** A journal whose rows outlive the batch, as IndexedDB's outlive a page. */
class JournalDouble implements BatchJournal<RunHead, StoredRow> {
  stored: StoredRun<RunHead, StoredRow> | undefined;
  load(): Promise<StoredRun<RunHead, StoredRow> | undefined> { return Promise.resolve(this.stored); }
  begin(run: StoredRun<RunHead, StoredRow>): Promise<void> { this.stored = run; return Promise.resolve(); }
  clear(): Promise<void> { this.stored = undefined; return Promise.resolve(); }
  putRows(changed: readonly (readonly [index: number, row: StoredRow])[]): Promise<void> {
    if (!this.stored) return Promise.reject(new AppError({ code: JOURNAL_LOST, message: 'Expected a run that was begun.' }));
    const rows = [...this.stored.rows];
    for (const [index, row] of changed) rows[index] = row;
    this.stored = { ...this.stored, rows };
    return Promise.resolve();
  }
}

export interface BatchBench {
  batch: Batch;
  readonly sink: MemoryFolder;
  /** The browser's own storage. */
  readonly storage: MemoryFolder;
  /** Texts that the model was given, in order. */
  readonly rendered: string[];
  /** References that were read, and what was wanted of every file. */
  readonly references: string[];
  readonly wanted: WantedEdit[];
  /** Called before every rendering. */
  onRender: (text: string) => void | Promise<void>;
  /** A page that was reloaded: the journal and the folders stay. */
  reload(): void;
  /** The batch of another tab, beside this one. */
  otherTab(): Batch;
}

/** A batch whose pictures are texts: decoding refuses "bad", editing turns "x" to "x!". */
export function batchBench(): BatchBench {
  const storage = new MemoryFolder('');
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(storage.handle) } });
  const journal = new JournalDouble();
  let owner: object | undefined;
  const claimOf = (tab: object): Claim => ({
    take() { owner ??= tab; return Promise.resolve(owner === tab); },
    release() { if (owner === tab) owner = undefined; },
  });
  const make = (): Batch => ({ ...createBatch(() => new FinderDouble()), journal, startWorkers, claim: claimOf({}) });
  const startWorkers = (): BatchWorkers => {
    const queue = new SerialQueue();
    const engine = {
      loadBundle: () => Promise.resolve(loaded()),
      // One after the other, as the engine's own queue has it.
      readReference: async ({ blob }: { blob: Blob }) => {
        bench.references.push(await blob.text());
        return { reading: { values: [1, 1], domain: 3, codes: new Float32Array(4 * 64) }, crop: { close: () => undefined } };
      },
      editFaces: ({ picture, wanted }: { picture: { data: Uint8ClampedArray }; wanted: WantedEdit }) => queue.add(async () => {
        bench.wanted.push(wanted);
        const text = new TextDecoder().decode(picture.data);
        await bench.onRender(text);
        bench.rendered.push(text);
        return { data: new TextEncoder().encode(`${text}!`), edits: [], untold: [] };
      }),
      dispose: () => undefined,
    };
    const codec = {
      decode: async (blob: Blob) => {
        if (await blob.text() === 'bad') throw new AppError({ code: 'picture-unreadable', message: 'Expected a picture but received "bad".' });
        return { picture: { widthPx: 2, heightPx: 2, data: new Uint8Array(await blob.arrayBuffer()) }, preview: { close: () => undefined }, metadata: {}, notes: [] };
      },
      encode: ({ picture }: { picture: { data: Uint8Array<ArrayBuffer> } }) => Promise.resolve(new Blob([picture.data])),
      dispose: () => undefined,
    };
    return { engine, codec, finder: new FinderDouble() } as unknown as BatchWorkers;
  };
  const bench: BatchBench = { batch: make(), sink: new MemoryFolder('out'), storage, rendered: [], references: [], wanted: [], onRender: () => undefined, reload() { this.batch.claim.release(); this.batch = make(); }, otherTab: make };
  return bench;
}

/** A source of texts by path. */
export function texts(files: Readonly<Record<string, string>>): BatchSource {
  return fileSource('in', Object.entries(files).map(([path, text]) => ({ path, file: new File([text], path.split('/').at(-1)!, { lastModified: 1 }) })), () => true);
}

/** So many pictures: "0" to "n - 1". */
export function numbered(count: number): BatchSource {
  return texts(Object.fromEntries(Array.from({ length: count }, (_, i) => [`${String(i).padStart(3, '0')}.png`, String(i)])));
}

/** Starts a run into the bench's folder, or into a zip. */
export function start(bench: BatchBench, source: BatchSource, { recipe = RECIPE, toZip = false }: { readonly recipe?: Recipe; readonly toZip?: boolean } = {}): Promise<void> {
  bench.batch.store.setState({ source, recipe, sinkFolder: toZip ? undefined : bench.sink.handle });
  return startRun(bench.batch, MODELS);
}

/** State or reason's code of every row, by path. */
export function outcome({ batch }: BatchBench): Readonly<Record<string, string>> {
  return Object.fromEntries(batch.store.getState().rows.map(({ item, state }): [ListedFile['path'], string] => [item.path, 'reason' in state ? state.reason.code : state.kind]));
}
