import { Workbox } from 'workbox-window';
import type { KeepAnswer, KeepMessage } from '../offline/offline-protocol.ts';

/** The app's copy in the browser, which works without a network. */
export interface OfflineCopy {
  /**
   * Starts the service worker that makes the copy and keeps it; false where the browser has none. Resolves when everything that
   * the app needs is kept.
   */
  start(): Promise<boolean>;
  /** Keeps files of the app, absolute, that were fetched before the service worker was there; false when one could not be. */
  keep(urls: readonly string[]): Promise<boolean>;
  /** Another version waits; `apply` puts it in place and reloads this page. */
  onUpdate(listener: (apply: () => void) => void): void;
  /** Another tab put another version in place: parts of this page's that were not loaded yet are gone. */
  onReplaced(listener: (reload: () => void) => void): void;
}

/** The copy of the app that this page belongs to; `workerUrl` is its service worker, whose folder is what it serves. */
export function createOfflineCopy(workerUrl: string): OfflineCopy {
  const workbox = new Workbox(workerUrl);
  let hasApplied = false;
  const reload = (): void => { location.reload(); };
  return {
    async start() {
      if (!('serviceWorker' in navigator)) return false;
      await workbox.register({ immediate: true });
      await navigator.serviceWorker.ready;
      return true;
    },
    keep: async (urls) => askToKeep(await workbox.getSW(), { type: 'KEEP', urls }),
    onUpdate(listener) {
      workbox.addEventListener('waiting', () => {
        listener(() => {
          hasApplied = true;
          workbox.messageSkipWaiting();
        });
      });
    },
    onReplaced(listener) {
      workbox.addEventListener('controlling', ({ isUpdate }) => {
        if (hasApplied) reload();
        else if (isUpdate === true) listener(reload);
      });
    },
  };
}

/** Workbox's own way to ask leaves both ends of a channel open, for good, each time. */
async function askToKeep(worker: ServiceWorker, message: KeepMessage): Promise<KeepAnswer> {
  const { port1, port2 } = new MessageChannel();
  try {
    return await new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<KeepAnswer>) => { resolve(data); };
      worker.postMessage(message, [port2]);
    });
  } finally {
    port1.close();
  }
}
