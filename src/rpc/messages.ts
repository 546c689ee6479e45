import type { SerialisedError } from '../core/app-error.ts';

/** What a table of calls has to look like: name -> [payload, result]. */
export type CallTable<Calls> = { readonly [K in keyof Calls]: readonly [payload: unknown, result: unknown] };

export type CallName<Calls> = keyof Calls & string;

/** Page to worker. */
export type ToWorker<Calls extends CallTable<Calls>> =
  | { readonly type: 'call'; readonly id: number; readonly name: CallName<Calls>; readonly payload: Calls[CallName<Calls>][0] }
  | { readonly type: 'cancel'; readonly id: number };

/** Worker to page. */
export type FromWorker<Calls extends CallTable<Calls>, Progress, Event> =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly event: Event }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'result'; readonly id: number; readonly value: Calls[CallName<Calls>][1] }
  | { readonly type: 'error'; readonly id: number; readonly error: SerialisedError }
  | { readonly type: 'cancelled'; readonly id: number };
