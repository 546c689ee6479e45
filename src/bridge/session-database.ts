import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { AppError, describe } from '../core/app-error.ts';
import type { KeptPicture, KeptSession, SessionHead, SessionKeeper } from './session-keeper.ts';

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

export function createSessionDatabase(): SessionDatabase {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = (): Promise<IDBPDatabase<Schema>> => opening ??= openStores(() => { opening = undefined; }).catch((thrown: unknown) => { opening = undefined; throw notKept(thrown); });

  return {
    list: async () => (await (await open()).getAll('heads')).sort((a, b) => b.savedAtMs - a.savedAtMs),
    async heldBytes() {
      const db = await open();
      const [pictures, heads] = await Promise.all([db.getAll('pictures'), db.getAll('heads')]);
      return [...pictures.map(({ blob }) => blob.size), ...heads.map(({ thumbnail }) => thumbnail?.size ?? 0)].reduce((sum, bytes) => sum + bytes, 0);
    },
    async load(id) {
      const db = await open();
      const [head, state] = await Promise.all([db.get('heads', id), db.get('states', id)]);
      return head && { head, state };
    },
    picture: async (pictureId) => (await open()).get('pictures', pictureId),
    async put({ head, state }: KeptSession, pictures) {
      const db = await open();
      try {
        const change = db.transaction(['heads', 'states', 'pictures'], 'readwrite');
        const writes = [
          change.objectStore('heads').put(head, head.id), change.objectStore('states').put(state, head.id),
          ...[...pictures].map(([id, picture]) => change.objectStore('pictures').put(picture, id)),
        ];
        // Without it the transaction waits for its page, which may be on its way out.
        change.commit();
        await Promise.all([...writes, change.done]);
      } catch (thrown) {
        throw notKept(thrown);
      }
    },
    async remove(ids) {
      const change = (await open()).transaction(['heads', 'states', 'pictures'], 'readwrite');
      const [heads, states, pictures] = [change.objectStore('heads'), change.objectStore('states'), change.objectStore('pictures')];
      for (const id of ids) {
        void heads.delete(id);
        void states.delete(id);
      }
      const used = new Set((await heads.getAll()).flatMap(({ pictureIds }) => pictureIds));
      for (const id of await pictures.getAllKeys()) if (!used.has(id)) void pictures.delete(id);
      await change.done;
    },
  };
}

/** Async, since a browser that forbids storage may also throw at once. */
async function openStores(onGone: () => void): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(db) { for (const store of ['heads', 'states', 'pictures'] as const) db.createObjectStore(store); },
    // A newer version of the app, in another tab, wants to change the stores.
    blocking(_current, _blocked, event) { (event.target as IDBDatabase).close(); onGone(); },
    terminated: onGone,
  });
}

/** The error of storage that is full, forbidden or out of order. */
function notKept(cause: unknown): AppError {
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
