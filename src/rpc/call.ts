import { deserialiseError, type AppError } from '../core/app-error.ts';
import { cancelledError, throwIfCancelled } from '../core/cancel.ts';
import { startDeadline, type Deadline } from '../core/deadline.ts';
import { PART_UNREACHABLE } from '../core/part.ts';
import { linkWorker, type WorkerLink, type WorkerOrigin } from './link.ts';
import type { CallName, CallTable, FromWorker, ToWorker } from './messages.ts';
import { untilAborted } from './until-aborted.ts';

export interface CallOptions<Progress = never> {
  /** Aborting rejects with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** What moves to the worker with the payload instead of being copied. */
  readonly transfer?: Transferable[];
}

/** A call that has no answer yet. */
export interface OpenCall<Calls extends CallTable<Calls>, Progress> {
  readonly id: number;
  readonly name: CallName<Calls>;
  readonly payload: Calls[CallName<Calls>][0];
  readonly options: CallOptions<Progress>;
  readonly resolve: (value: Calls[CallName<Calls>][1]) => void;
  readonly reject: (thrown: Error) => void;
  /** How many workers it was given to. */
  readonly attempts: number;
}

/** What one client does differently from another. */
export interface CallerPolicy<Calls extends CallTable<Calls>, Event> extends WorkerOrigin {
  /** Reject a cancelled call only when the worker has undone its work; otherwise at once, and a late result is dropped. */
  readonly waitsForCancel?: boolean;
  /** End the worker, and give its memory back, whenever no call is open; the next one starts another. */
  readonly endsWhenIdle?: boolean;
  /**
   * The worker does one call after the other, and what is sent can be sent again: when it dies or hangs, the oldest open call was at
   * fault and is rejected, and the others are asked of another worker.
   */
  readonly isSerial?: boolean;
  /** The worker died, never started or hung, and is gone. Without this open calls are rejected, as `isSerial` says; the next one starts another worker. */
  readonly onDeath?: (error: AppError) => void;
  /** Silence, with calls open, after which a worker counts as hung, and the error that says so. */
  readonly hang?: { readonly ms: number; readonly error: () => AppError };
  /** Changes a payload on its way to a worker. */
  readonly outgoing?: (name: CallName<Calls>, payload: Calls[CallName<Calls>][0]) => Calls[CallName<Calls>][0];
  readonly onEvent?: (event: Event) => void;
  /** A result that came after its call was cancelled: to be freed. */
  readonly onLate?: (value: Calls[CallName<Calls>][1]) => void;
  /** A call was answered with this error, after it was rejected. */
  readonly onError?: (error: AppError) => void;
}

/** The page's end of a worker that `serve` runs in: starts it when it is needed, and matches answers to calls. */
export class Caller<Calls extends CallTable<Calls>, Progress = never, Event = never> {
  readonly #policy: CallerPolicy<Calls, Event>;
  readonly #open = new Map<number, OpenCall<Calls, Progress>>();
  #link: WorkerLink<ToWorker<Calls>> | undefined;
  #hang: Deadline | undefined;
  #hasSpoken = false;
  #nextId = 0;

  constructor(policy: CallerPolicy<Calls, Event>) {
    this.#policy = policy;
  }

  /** Starts the worker ahead of the first call. */
  start(): void {
    this.#link ??= linkWorker<ToWorker<Calls>, FromWorker<Calls, Progress, Event>>(this.#policy, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#lose(error); },
    });
  }

  /** @throws what the worker's handler throws; an AbortError once the signal is aborted */
  call<K extends CallName<Calls>>(name: K, payload: Calls[K][0], options: CallOptions<Progress> = {}): Promise<Calls[K][1]> {
    const id = this.#nextId++;
    const answer = new Promise<Calls[K][1]>((resolve, reject) => {
      throwIfCancelled(options.signal);
      this.#send({ id, name, payload, options, resolve, reject, attempts: 1 });
    });
    return untilAborted(answer, options.signal, () => { this.#cancel(id); });
  }

  /** Takes the open calls away from a worker that is gone, for `repeat`. */
  takeOpen(): readonly OpenCall<Calls, Progress>[] {
    const calls = [...this.#open.values()];
    this.#open.clear();
    return calls;
  }

  /** Gives a call that was taken to the present worker; one that was cancelled meanwhile is rejected. */
  repeat(call: OpenCall<Calls, Progress>): void {
    if (call.options.signal?.aborted === true) call.reject(cancelledError());
    else this.#send({ ...call, attempts: call.attempts + 1 });
  }

  /** Ends the worker and asks another one what is open. */
  restart(): void {
    this.#end();
    for (const call of this.takeOpen()) this.repeat(call);
  }

  /** Ends the worker and rejects every open call. */
  fail(error: AppError): void {
    this.#end();
    for (const call of this.takeOpen()) call.reject(error);
  }

  #send(call: OpenCall<Calls, Progress>): void {
    const { id, name, payload, options: { transfer } } = call;
    this.#open.set(id, call);
    this.start();
    this.#link?.post({ type: 'call', id, name, payload: this.#policy.outgoing?.(name, payload) ?? payload }, transfer);
    // Only the worker's own messages put the deadline off: a page that goes on asking must not hide a hang.
    if (!this.#hang) this.#watch();
  }

  #cancel(id: number): void {
    if (!this.#open.has(id)) return;
    this.#link?.post({ type: 'cancel', id });
    if (this.#policy.waitsForCancel !== true) this.#settle(id)?.reject(cancelledError());
  }

  #receive(message: FromWorker<Calls, Progress, Event>): void {
    this.#hasSpoken = true;
    this.#watch();
    if (message.type === 'ready') return;
    if (message.type === 'event') { this.#policy.onEvent?.(message.event); return; }
    if (message.type === 'progress') { this.#open.get(message.id)?.options.onProgress?.(message.progress); return; }
    const call = this.#settle(message.id);
    if (message.type === 'result') {
      if (call) call.resolve(message.value);
      else this.#policy.onLate?.(message.value);
    } else if (message.type === 'cancelled') call?.reject(cancelledError());
    else {
      const error = deserialiseError(message.error);
      call?.reject(error);
      this.#policy.onError?.(error);
    }
  }

  #settle(id: number): OpenCall<Calls, Progress> | undefined {
    const call = this.#open.get(id);
    this.#open.delete(id);
    if (this.#open.size > 0) return call;
    this.#watch();
    if (this.#policy.endsWhenIdle === true) this.#end();
    return call;
  }

  /** Puts the moment off at which the worker counts as hung. Without open calls there is none, nor while its script is loading: the link watches that. */
  #watch(): void {
    this.#hang?.clear();
    this.#hang = undefined;
    const { hang } = this.#policy;
    if (this.#open.size === 0 || !hang || !this.#hasSpoken) return;
    this.#hang = startDeadline(hang.ms, () => { this.#lose(hang.error()); });
  }

  #lose(error: AppError): void {
    this.#end();
    const [oldest] = this.#open.keys();
    if (this.#policy.onDeath) this.#policy.onDeath(error);
    // What cannot be fetched for one call cannot for the next.
    else if (this.#policy.isSerial === true && error.code !== PART_UNREACHABLE && oldest !== undefined) {
      this.#settle(oldest)?.reject(error);
      this.restart();
    } else this.fail(error);
  }

  #end(): void {
    this.#hang?.clear();
    this.#hang = undefined;
    this.#hasSpoken = false;
    this.#link?.end();
    this.#link = undefined;
  }
}
