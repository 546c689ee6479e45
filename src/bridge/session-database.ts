import type { DBSchema } from 'idb';
import { AppError, describe } from '../core/app-error.ts';
import type { KeptPicture, SessionHead, SessionKeeper } from './session-keeper.ts';
import { storedDatabase } from './stored-database.ts';

/** Pictures lie beside the sessions that lead to them, so that one transaction writes both: neither is there without the other. */
interface Schema extends DBSchema {
  heads: { key: string; value: SessionHead };
  states: { key: string; value: unknown };
  pictures: { key: string; value: KeptPicture };
}

const NAME = 'mien-sessions';
/** Of the stores. What a session's state looks like has a version of its own, in the state. */
const VERSION = 1;

/** The part of the keeper that is stored. */
export type SessionDatabase = Pick<SessionKeeper, 'list' | 'heldBytes' | 'load' | 'picture' | 'put' | 'remove'>;

/** A picture of some hundred megabytes, on a slow disk. */
const WORK_MS = 60_000;

export function createSessionDatabase(): SessionDatabase {
  const during = storedDatabase<Schema>({
    name: NAME, version: VERSION, workMs: WORK_MS, failure: notKept,
    upgrade(db) { for (const store of ['heads', 'states', 'pictures'] as const) db.createObjectStore(store); },
  });
  return {
    list: () => during(async (db) => (await db.getAll('heads')).sort((a, b) => b.savedAtMs - a.savedAtMs)),
    heldBytes: () => during(async (db) => {
      const [pictures, heads] = await Promise.all([db.getAll('pictures'), db.getAll('heads')]);
      return [...pictures.map(({ blob }) => blob.size), ...heads.map(({ thumbnail }) => thumbnail?.size ?? 0)].reduce((sum, bytes) => sum + bytes, 0);
    }),
    load: (id) => during(async (db) => {
      const [head, state] = await Promise.all([db.get('heads', id), db.get('states', id)]);
      return head && { head, state };
    }),
    picture: (pictureId) => during((db) => db.get('pictures', pictureId)),
    put: ({ head, state }, pictures) => during(async (db) => {
      const change = db.transaction(['heads', 'states', 'pictures'], 'readwrite');
      const stored = change.objectStore('pictures');
      const writes = [change.objectStore('heads').put(head, head.id), change.objectStore('states').put(state, head.id), ...[...pictures].map(([id, picture]) => stored.put(picture, id))];
      const reading = stored.getAllKeys();
      // Without it the transaction waits for its page, which may be on its way out.
      change.commit();
      const [ids] = await Promise.all([reading, ...writes, change.done]);
      return head.pictureIds.filter((id) => !ids.includes(id));
    }),
    remove: (ids) => during(async (db) => {
      const change = db.transaction(['heads', 'states', 'pictures'], 'readwrite');
      const [heads, states, pictures] = [change.objectStore('heads'), change.objectStore('states'), change.objectStore('pictures')];
      for (const id of ids) {
        void heads.delete(id);
        void states.delete(id);
      }
      const used = new Set((await heads.getAll()).flatMap(({ pictureIds }) => pictureIds));
      for (const id of await pictures.getAllKeys()) if (!used.has(id)) void pictures.delete(id);
      await change.done;
    }),
  };
}

/** The error of storage that is full, forbidden or out of order. */
function notKept(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'QuotaExceededError') {
    return new AppError({
      code: 'session-not-kept', cause, message: 'This browser’s storage is full, so a reload would lose what you do here.',
      recovery: 'Save your picture, or make room: recent pictures can be cleared in the settings, models deleted.',
    });
  }
  if (name === 'VersionError') {
    return new AppError({
      code: 'session-not-kept', cause, message: 'A newer version of Mien runs in another tab, so a reload would lose what you do here.',
      recovery: 'Save your picture, then reload this tab.',
    });
  }
  return new AppError({
    code: 'session-not-kept', cause, message: `This browser lets the page store nothing (${describe(cause)}), so a reload would lose what you do here.`,
    recovery: 'Save your picture before you leave. Private windows and blocked site data are the usual reasons.',
  });
}
