import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** What is known of a run that was begun: its head, and a row for every file. */
export interface StoredRun<Head, Row> {
  readonly head: Head;
  readonly rows: readonly Row[];
}

/** The journal of the one run at a time, in IndexedDB; what is put is on the disk when the call resolves. */
export interface BatchJournal<Head, Row> {
  load(): Promise<StoredRun<Head, Row> | undefined>;
  /** Takes the place of any earlier run. */
  begin(run: StoredRun<Head, Row>): Promise<void>;
  putRows(rows: readonly (readonly [index: number, row: Row])[]): Promise<void>;
  putHead(head: Head): Promise<void>;
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  head: { key: 0; value: unknown };
  rows: { key: number; value: unknown };
}

export function createBatchJournal<Head, Row>(): BatchJournal<Head, Row> {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = (): Promise<IDBPDatabase<Schema>> => opening ??= openDB<Schema>('mien-batch', 1, {
    upgrade(db) { db.createObjectStore('head'); db.createObjectStore('rows'); },
    terminated() { opening = undefined; },
  });
  return {
    async load() {
      const db = await open();
      const head = await db.get('head', 0);
      return head === undefined ? undefined : { head: head as Head, rows: await db.getAll('rows') as Row[] };
    },
    async begin({ head, rows }) {
      const change = (await open()).transaction(['head', 'rows'], 'readwrite', { durability: 'strict' });
      await change.objectStore('rows').clear();
      for (const [index, row] of rows.entries()) void change.objectStore('rows').put(row, index);
      await change.objectStore('head').put(head, 0);
      await change.done;
    },
    async putRows(rows) {
      const change = (await open()).transaction('rows', 'readwrite', { durability: 'strict' });
      for (const [index, row] of rows) void change.store.put(row, index);
      await change.done;
    },
    async putHead(head) { await (await open()).put('head', head, 0); },
    async clear() {
      const change = (await open()).transaction(['head', 'rows'], 'readwrite');
      await Promise.all([change.objectStore('head').clear(), change.objectStore('rows').clear()]);
      await change.done;
    },
  };
}
