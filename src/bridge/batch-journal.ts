import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { AppError } from '../core/app-error.ts';
import { startDeadline } from '../core/deadline.ts';
import { diskFull, storageBlocked } from './storage-blocked.ts';

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

/** Some browsers, asked for a database that is blocked or broken, never answer. */
const OPEN_MS = 10_000;

export function createBatchJournal<Head, Row>(): BatchJournal<Head, Row> {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opening ??= openJournal(() => { opening = undefined; });
    return opening;
  };
  /** One piece of work on the database; where that was closed under it, once more on a new one. */
  const during = async <T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    const db = await open();
    try {
      return await work(db).catch(async (thrown: unknown) => {
        if (!isClosed(thrown)) throw thrown;
        opening = undefined;
        return work(await open());
      });
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      throw thrown instanceof Error && thrown.name === 'QuotaExceededError' ? diskFull('the batch\'s journal', thrown) : storageBlocked(thrown);
    }
  };
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

function openJournal(onClosed: () => void): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const silence = startDeadline(OPEN_MS, () => { onClosed(); reject(storageBlocked(`no answer for ${OPEN_MS / 1000} s`)); });
    // Not called at once: a browser may throw at the mere name.
    Promise.resolve().then(() => openDB<Schema>('mien-batch', 1, {
      upgrade(db) { db.createObjectStore('head'); db.createObjectStore('rows'); },
      // Who wants to delete the database must not wait for this page.
      blocking(_current, _blocked, { target }) { onClosed(); (target as IDBDatabase).close(); },
      terminated: onClosed,
    })).then(resolve, (cause: unknown) => { onClosed(); reject(storageBlocked(cause)); }).finally(() => { silence.clear(); });
  });
}

/** Deleted or closed between opening it and the work. */
function isClosed(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'InvalidStateError';
}

function journalLost(): AppError {
  return new AppError({ code: JOURNAL_LOST, message: 'Expected the batch\'s journal in this browser\'s storage but it is gone.', recovery: 'Begin the batch again.' });
}
