import { createClaim, type Claim } from './claim.ts';
import { drawThumbnail } from './draw-thumbnail.ts';
import { createSessionDatabase } from './session-database.ts';
import type { SessionKeeper } from './session-keeper.ts';

const LOCK_PREFIX = 'mien-session-';
const TAB_KEY = 'mien.session';
/** A page that is being reloaded gives its lock up within this, on busy machines too; a tab that was duplicated waits so long for nothing. */
const RELOAD_MS = 2500;

/** Sessions in IndexedDB, one tab each by Web Locks. */
export function createSessionKeeper(): SessionKeeper {
  let mine: { readonly id: string; readonly claim: Claim } | undefined;
  const release = (): void => {
    mine?.claim.release();
    mine = undefined;
  };
  return {
    ...createSessionDatabase(),
    drawThumbnail,
    async take(id) {
      if (mine?.id === id) return true;
      const claim = createClaim(LOCK_PREFIX + id, { waitMs: RELOAD_MS });
      if (!await claim.take()) return false;
      release();
      mine = { id, claim };
      return true;
    },
    release,
    async takenIds() {
      const { held = [] } = await navigator.locks.query();
      return new Set(held.flatMap(({ name = '' }) => (name.startsWith(LOCK_PREFIX) ? name.slice(LOCK_PREFIX.length) : [])));
    },
    readTabId() {
      try {
        return sessionStorage.getItem(TAB_KEY) ?? undefined;
      } catch {
        return undefined;
      }
    },
    writeTabId(id) {
      try {
        if (id === undefined) sessionStorage.removeItem(TAB_KEY);
        else sessionStorage.setItem(TAB_KEY, id);
      } catch {
        // Forbidden altogether: then nothing is kept either, and that is said.
      }
    },
    onHide(listener) {
      const onVisibility = (): void => { if (document.visibilityState === 'hidden') listener(); };
      document.addEventListener('visibilitychange', onVisibility);
      window.addEventListener('pagehide', listener);
      return () => {
        document.removeEventListener('visibilitychange', onVisibility);
        window.removeEventListener('pagehide', listener);
      };
    },
  };
}
