import type { DBSchema } from 'idb';
import { AppError } from '../core/app-error.ts';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';
import { diskFull, storageBlocked } from './storage-blocked.ts';
import { storedDatabase } from './stored-database.ts';

/** What is known of a run that was begun: its head, and a row for every file. */
export interface StoredRun<Head, Row> {
  readonly head: Head;
  readonly rows: readonly Row[];
}

/** The journal's code for rows of a run that it knows nothing of: somebody emptied the browser's storage under the page. */
export const JOURNAL_LOST = 'journal-lost';

/**
 * The journal of the one run at a time, in IndexedDB; what is put is on the disk when the call resolves.
 * Every call throws AppError `storage-blocked` where the browser keeps nothing, and `disk-full`.
 */
export interface BatchJournal<Head, Row> {
  load(): Promise<StoredRun<Head, Row> | undefined>;
  /** Takes the place of any earlier run. */
  begin(run: StoredRun<Head, Row>): Promise<void>;
  /** @throws AppError `journal-lost` */
  putRows(rows: readonly (readonly [index: number, row: Row])[]): Promise<void>;
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  head: { key: 0; value: unknown };
  rows: { key: number; value: unknown };
}

/** A run may be of a million rows, all of which are written when it begins. */
const WORK_MS = FILE_LIMIT_MS;

export function createBatchJournal<Head, Row>(): BatchJournal<Head, Row> {
  const during = storedDatabase<Schema>({
    name: 'mien-batch', version: 1, workMs: WORK_MS, failure,
    upgrade(db) { db.createObjectStore('head'); db.createObjectStore('rows'); },
  });
  return {
    load: () => during(async (db) => {
      const head = await db.get('head', 0);
      return head === undefined ? undefined : { head: head as Head, rows: await db.getAll('rows') as Row[] };
    }),
    begin: ({ head, rows }) => during(async (db) => {
      const change = db.transaction(['head', 'rows'], 'readwrite', { durability: 'strict' });
      const puts = [change.objectStore('rows').clear(), ...rows.map((row, index) => change.objectStore('rows').put(row, index)), change.objectStore('head').put(head, 0)];
      await Promise.all([...puts, change.done]);
    }),
    putRows: (rows) => during(async (db) => {
      const change = db.transaction(['head', 'rows'], 'readwrite', { durability: 'strict' });
      if (await change.objectStore('head').count() === 0) throw journalLost();
      await Promise.all([...rows.map(([index, row]) => change.objectStore('rows').put(row, index)), change.done]);
    }),
    clear: () => during(async (db) => {
      const change = db.transaction(['head', 'rows'], 'readwrite');
      await Promise.all([change.objectStore('head').clear(), change.objectStore('rows').clear(), change.done]);
    }),
  };
}

function failure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return cause instanceof Error && cause.name === 'QuotaExceededError' ? diskFull('the batch\'s journal', cause) : storageBlocked(cause);
}

function journalLost(): AppError {
  return new AppError({ code: JOURNAL_LOST, message: 'Expected the batch\'s journal in this browser\'s storage but it is gone.', recovery: 'Begin the batch again.' });
}
