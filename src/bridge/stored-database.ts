import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { within } from '../core/deadline.ts';

/** Some browsers, asked for a database that is blocked or broken, never answer. */
const OPEN_MS = 10_000;

/** A database of this origin, and what becomes of what goes wrong with it. */
export interface DatabaseOrigin<Schema extends DBSchema> {
  readonly name: string;
  readonly version: number;
  readonly upgrade: (db: IDBPDatabase<Schema>) => void;
  /** How long a piece of work may take. */
  readonly workMs: number;
  /** The error that a person is told, of one that the browser threw or of words. */
  readonly failure: (cause: unknown) => Error;
}

/** Does a piece of work on the database, which is opened once and anew after it was closed; where that happens under the work, it is done once more. */
export type OnDatabase<Schema extends DBSchema> = <T>(work: (db: IDBPDatabase<Schema>) => Promise<T>) => Promise<T>;

export function storedDatabase<Schema extends DBSchema>({ name, version, upgrade, workMs, failure }: DatabaseOrigin<Schema>): OnDatabase<Schema> {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const forget = (): void => { opening = undefined; };
  const answered = <T>(ms: number, answer: Promise<T>): Promise<T> => within(ms, answer, () => failure(`no answer for ${ms / 1000} s`));

  const open = (): Promise<IDBPDatabase<Schema>> => {
    // Not called at once: a browser may throw at the mere name.
    opening ??= answered(OPEN_MS, Promise.resolve().then(() => openDB<Schema>(name, version, {
      upgrade,
      // Who wants to delete or change the database must not wait for this page.
      blocking(_current, _blocked, { target }) { forget(); (target as IDBDatabase).close(); },
      terminated: forget,
    }))).catch((thrown: unknown) => { forget(); throw thrown; });
    return opening;
  };

  return async (work) => {
    try {
      const db = await open();
      return await answered(workMs, work(db).catch(async (thrown: unknown) => {
        if (!isClosed(thrown)) throw thrown;
        forget();
        return work(await open());
      }));
    } catch (thrown) {
      throw failure(thrown);
    }
  };
}

/** Deleted or closed between opening it and the work. */
function isClosed(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'InvalidStateError';
}
