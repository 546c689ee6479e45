import type { ChildProcess } from 'node:child_process';
import type { ItemResult } from '../batch/journal.ts';
import { AppError, deserialiseError } from '../core/app-error.ts';
import type { FromBatchWorker, ToBatchWorker } from './batch-worker-messages.ts';
import type { FileEditorOptions } from './file-editor.ts';
import { crashed, timedOut } from './process-errors.ts';
import { forkBeside, startLimitMs } from './worker-process.ts';

/** While the model is at work on one file, the next is read and the last one written. */
const FILES_PER_WORKER = 2;

interface Task {
  readonly sourcePath: string;
  readonly outputPath: string;
  readonly resolve: (result: ItemResult) => void;
  readonly reject: (error: AppError) => void;
  /** A worker died over it, or over its neighbour: the next try is alone. */
  readonly isRetry: boolean;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

interface Worker {
  readonly child: ChildProcess;
  readonly tasks: Map<number, Task>;
  isReady: boolean;
}

/** Worker processes that edit files. A file that takes its process down fails alone; the process is replaced. */
export class WorkerPool {
  /** So many files may be under way at once. */
  readonly capacity: number;
  readonly #options: FileEditorOptions;
  /** Time that a file may take from when a worker is given it. */
  readonly #limitMs: number;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Task[] = [];
  readonly #peakBytes = new Map<Worker, number>();
  #nextTicket = 0;
  #closing = false;
  #broken: AppError | undefined;

  private constructor(jobs: number, options: FileEditorOptions, limitMs: number) {
    this.#limitMs = limitMs;
    this.capacity = jobs * FILES_PER_WORKER;
    this.#options = options;
  }

  /** @throws AppError when the workers cannot load the model */
  static async start(jobs: number, options: FileEditorOptions, limitMs: number): Promise<WorkerPool> {
    const pool = new WorkerPool(jobs, options, limitMs);
    try {
      await Promise.all(Array.from({ length: jobs }, () => pool.#spawn()));
    } catch (thrown) {
      pool.close();
      throw thrown;
    }
    return pool;
  }

  /** @throws AppError, one code for every kind of bad file; `worker-crashed`, `file-timed-out`, `pool-closed` */
  edit(sourcePath: string, outputPath: string): Promise<ItemResult> {
    return new Promise((resolve, reject) => {
      if (this.#closing) { reject(closed()); return; }
      this.#waiting.push({ sourcePath, outputPath, resolve, reject, isRetry: false });
      this.#dispatch();
    });
  }

  /** The most memory that the workers have held, summed over them. */
  get peakBytes(): number {
    return [...this.#peakBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  close(): void {
    this.#closing = true;
    for (const { child, tasks, isReady } of this.#workers) {
      for (const task of tasks.values()) end(task).reject(closed());
      // What is busy may never hear that it is to end.
      if (tasks.size > 0 || !isReady) child.kill('SIGKILL');
      if (child.connected) child.disconnect();
    }
    for (const task of this.#waiting.splice(0)) task.reject(closed());
  }

  #spawn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = forkBeside('batch-worker', [], { serialization: 'advanced' });
      const worker: Worker = { child, tasks: new Map(), isReady: false };
      this.#workers.add(worker);
      const startMs = startLimitMs(this.#limitMs);
      const loading = setTimeout(() => {
        reject(timedOut(startMs));
        child.kill('SIGKILL');
      }, startMs);
      child.on('message', (message: FromBatchWorker) => {
        if (message.type === 'ready') {
          clearTimeout(loading);
          worker.isReady = true;
          resolve();
          this.#dispatch();
        } else if (message.type === 'no-start') reject(deserialiseError(message.error));
        else this.#settle(worker, message);
      });
      // A message to a process that is just ending: its end says the rest.
      child.on('error', () => undefined);
      child.on('exit', () => {
        clearTimeout(loading);
        this.#workers.delete(worker);
        reject(crashed());
        if (!this.#closing && worker.isReady) this.#replace(worker);
      });
      post(child, { type: 'start', options: this.#options });
    });
  }

  #settle(worker: Worker, message: Extract<FromBatchWorker, { ticket: number }>): void {
    const task = worker.tasks.get(message.ticket);
    if (task) end(task);
    worker.tasks.delete(message.ticket);
    if (message.type === 'edited') {
      this.#peakBytes.set(worker, message.peakBytes);
      task?.resolve(message.result);
    } else task?.reject(deserialiseError(message.error));
    this.#dispatch();
  }

  /** Another process takes a dead one's place and its files, each once more and alone. */
  #replace(dead: Worker): void {
    for (const task of dead.tasks.values()) {
      end(task);
      if (task.isRetry) task.reject(crashed());
      else this.#waiting.unshift({ ...task, isRetry: true });
    }
    this.#spawn().catch((thrown: unknown) => {
      // Another worker may still be there to go on.
      if (this.#workers.size > 0) return;
      this.#broken = thrown instanceof AppError ? thrown : crashed();
      this.#dispatch();
    });
  }

  #dispatch(): void {
    if (this.#broken) {
      for (const task of this.#waiting.splice(0)) task.reject(this.#broken);
      return;
    }
    for (let task = this.#waiting[0]; task; task = this.#waiting[0]) {
      const worker = this.#freeWorker(task);
      if (!worker) return;
      this.#waiting.shift();
      const ticket = this.#nextTicket++;
      worker.tasks.set(ticket, task);
      task.timer = setTimeout(() => { this.#giveUp(worker, ticket); }, this.#limitMs);
      post(worker.child, { type: 'edit', ticket, sourcePath: task.sourcePath, outputPath: task.outputPath });
    }
  }

  /**
   * Ends the process of a file that takes too long, for nothing else would stop it. Of two files beside each other either may
   * be the slow one: both are tried once more, alone, and only what is slow alone fails.
   */
  #giveUp(worker: Worker, ticket: number): void {
    const task = worker.tasks.get(ticket);
    if (task && worker.tasks.size === 1) {
      worker.tasks.delete(ticket);
      task.reject(timedOut(this.#limitMs));
    }
    worker.child.kill('SIGKILL');
  }

  #freeWorker({ isRetry }: Task): Worker | undefined {
    return [...this.#workers]
      .filter(({ isReady, tasks }) => isReady && (tasks.size === 0 || (!isRetry && tasks.size < FILES_PER_WORKER && ![...tasks.values()].some((task) => task.isRetry))))
      .sort((a, b) => a.tasks.size - b.tasks.size)[0];
  }
}

function post(child: ChildProcess, message: ToBatchWorker): void {
  child.send(message);
}

function end(task: Task): Task {
  clearTimeout(task.timer);
  return task;
}

function closed(): AppError {
  return new AppError({ code: 'pool-closed', message: 'Expected running worker processes for the picture but they were ended.' });
}
