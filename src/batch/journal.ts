import { AppError } from '../core/app-error.ts';
import type { BatchItem, RowReason } from './plan.ts';

/** What came of an item that is done. */
export interface ItemResult {
  readonly faces: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly outputBytes: number;
  /** Said of the picture though it went well: first frame only, 16 bits reduced to 8. */
  readonly notes: readonly string[];
}

/** Where an item stands. */
export type ItemState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: ItemResult }
  | { readonly kind: 'skipped'; readonly reason: RowReason }
  | { readonly kind: 'failed'; readonly reason: RowReason };

export type ItemEvent =
  | { readonly type: 'start' }
  | { readonly type: 'finish'; readonly result: ItemResult }
  | { readonly type: 'fail'; readonly reason: RowReason }
  | { readonly type: 'skip'; readonly reason: RowReason }
  | { readonly type: 'retry' }
  /** What came of it is gone before it was saved. */
  | { readonly type: 'lose'; readonly reason: RowReason }
  /** The page went away, or the person paused, before the item was through. */
  | { readonly type: 'interrupt' };

/** An item and its state; the journal is a list of these, in the plan's order. */
export interface JournalRow {
  readonly item: BatchItem;
  readonly state: ItemState;
}

const ALLOWED: Readonly<Record<ItemEvent['type'], readonly ItemState['kind'][]>> = {
  start: ['waiting'],
  finish: ['running'],
  fail: ['running'],
  skip: ['waiting', 'running', 'failed'],
  retry: ['failed', 'skipped'],
  lose: ['done'],
  interrupt: ['running'],
};

/**
 * The state after an event. A done item stays done as long as its result is there: nothing is rendered twice.
 * @throws AppError `journal-order` for an event that cannot come now
 */
export function nextState(state: ItemState, event: ItemEvent): ItemState {
  if (!ALLOWED[event.type].includes(state.kind)) {
    throw new AppError({ code: 'journal-order', message: `Expected a row that is ${ALLOWED[event.type].join(' or ')} for "${event.type}" but received one that is ${state.kind}.` });
  }
  switch (event.type) {
    case 'start': return { kind: 'running' };
    case 'finish': return { kind: 'done', result: event.result };
    case 'fail':
    case 'lose': return { kind: 'failed', reason: event.reason };
    case 'skip': return { kind: 'skipped', reason: event.reason };
    case 'retry':
    case 'interrupt': return { kind: 'waiting' };
  }
}

export type Counts = Readonly<Record<ItemState['kind'], number>>;

/** How many rows are in each state. */
export function countStates(rows: readonly JournalRow[]): Counts {
  const counts = { waiting: 0, running: 0, done: 0, skipped: 0, failed: 0 };
  for (const { state } of rows) counts[state.kind]++;
  return counts;
}
