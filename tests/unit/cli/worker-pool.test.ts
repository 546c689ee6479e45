import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromBatchWorker, ToBatchWorker } from '../../../src/cli/batch-worker-messages.ts';
import type { FileEditorOptions } from '../../../src/cli/file-editor.ts';
import { WorkerPool } from '../../../src/cli/worker-pool.ts';

type Edit = Extract<ToBatchWorker, { type: 'edit' }>;

/** A worker process that does what the test says. */
class ProcessDouble extends EventEmitter {
  readonly edits: Edit[] = [];
  isKilled = false;
  readonly connected = true;
  send(message: ToBatchWorker): void {
    if (message.type === 'start') queueMicrotask(() => { if (isStarting) this.say({ type: 'ready' }); });
    else this.edits.push(message);
  }
  disconnect(): void { this.emit('exit'); }
  kill(): void { this.isKilled = true; this.emit('exit'); }
  say(message: FromBatchWorker): void { this.emit('message', message); }
  finish(edit: Edit | undefined): void {
    this.say({ type: 'edited', ticket: edit!.ticket, result: { faces: 1, widthPx: 1, heightPx: 1, outputBytes: 1, notes: [] }, peakBytes: 1 });
  }
}

/** False: a process never gets as far as its first file. */
let isStarting = true;
const processes: ProcessDouble[] = [];
vi.mock('node:child_process', () => ({ fork: () => { const made = new ProcessDouble(); processes.push(made); return made; } }));

let pool: WorkerPool;
const paths = (of: ProcessDouble | undefined): readonly string[] => of?.edits.map(({ sourcePath }) => sourcePath) ?? [];

beforeEach(async () => { pool = await WorkerPool.start(1, {} as FileEditorOptions, 60_000); });
afterEach(() => { pool.close(); processes.length = 0; });

describe('the pool of worker processes', () => {
  it('ends what is busy when it closes, and what never gets ready', async () => {
    const edited = pool.edit('a', 'a');
    pool.close();
    await expect(edited).rejects.toMatchObject({ code: 'pool-closed' });
    expect(processes[0]!.isKilled).toBe(true);
    vi.useFakeTimers();
    isStarting = false;
    try {
      const started = WorkerPool.start(1, {} as FileEditorOptions, 60_000);
      const refused = expect(started).rejects.toMatchObject({ code: 'file-timed-out' });
      await vi.advanceTimersByTimeAsync(300_000);
      await refused;
      expect(processes[1]!.isKilled).toBe(true);
    } finally {
      isStarting = true;
      vi.useRealTimers();
    }
  });

  it('gives a process two files at a time', () => {
    for (const path of ['a', 'b', 'c']) void pool.edit(path, path).catch(() => undefined);
    expect(paths(processes[0])).toEqual(['a', 'b']);
    processes[0]!.finish(processes[0]!.edits[0]);
    expect(paths(processes[0])).toEqual(['a', 'b', 'c']);
  });

  it('tries each file of a dead process once more and alone, so that the one that killed it takes no other along', async () => {
    const results = ['a', 'b', 'c'].map((path) => pool.edit(path, path).then(() => 'done', (thrown: unknown) => (thrown as { code: string }).code));
    processes[0]!.emit('exit');
    await vi.waitFor(() => { expect(processes[1]?.edits).toHaveLength(1); });
    const second = processes[1]!;
    const [first] = paths(second);
    second.finish(second.edits[0]);
    expect(paths(second)).toHaveLength(2);
    // The other one kills this process too: it alone has failed.
    second.emit('exit');
    await vi.waitFor(() => { expect(paths(processes[2])).toEqual(['c']); });
    processes[2]!.finish(processes[2]!.edits[0]);
    expect(await Promise.all(results)).toEqual(first === 'a' ? ['done', 'worker-crashed', 'done'] : ['worker-crashed', 'done', 'done']);
  });
});
