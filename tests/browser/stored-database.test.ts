import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatchJournal } from '../../src/bridge/batch-journal.ts';
import { createSessionDatabase } from '../../src/bridge/session-database.ts';
import type { KeptPicture, KeptSession } from '../../src/bridge/session-keeper.ts';

const NAMES = ['mien-batch', 'mien-sessions'];

function settled(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error('refused')); };
  });
}

const clear = async (): Promise<void> => { for (const name of NAMES) await settled(indexedDB.deleteDatabase(name)); };
beforeEach(clear);
afterEach(async () => {
  vi.useRealTimers();
  await clear();
});

const session = (id: string, ...pictureIds: string[]): KeptSession => ({ head: { id, savedAtMs: 1, pictureId: pictureIds[0]!, name: 'a.png', thumbnail: undefined, pictureIds }, state: { of: id } });
const picture: KeptPicture = { name: 'a.png', blob: new Blob(['a picture']) };

describe('a database that never answers', () => {
  it.each([
    ['the batch’s journal', 'mien-batch', () => createBatchJournal().load(), 'storage-blocked'],
    ['the sessions', 'mien-sessions', () => createSessionDatabase().list(), 'session-not-kept'],
  ])('%s: is said after ten seconds, and asked again the next time', async (_, name, ask, code) => {
    // What a page does that sees no reason to close: whoever asks after a deletion that waits, waits too.
    const hog = await settled(indexedDB.open(name, 1));
    const deletion = settled(indexedDB.deleteDatabase(name));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isOver = false;
    const answer = ask().finally(() => { isOver = true; });
    const lost = expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining('no answer for 10 s') as string });
    await vi.advanceTimersByTimeAsync(9900);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await lost;
    vi.useRealTimers();
    hog.close();
    await deletion;
    await expect(ask()).resolves.not.toThrow();
  });

  it('in the middle of its work: that is given up after five minutes, and what is asked next is answered', async () => {
    const journal = createBatchJournal<string, string>();
    await journal.begin({ head: 'run', rows: ['a'] });
    const other = await settled(indexedDB.open('mien-batch', 1));
    // A change that never ends holds up whatever comes after it.
    const endless = other.transaction(['head', 'rows'], 'readwrite').objectStore('head');
    let isEnding = false;
    const spin = (): void => { if (!isEnding) endless.count().onsuccess = spin; };
    spin();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const lost = expect(journal.load()).rejects.toMatchObject({ code: 'storage-blocked', message: expect.stringContaining('no answer for 300 s') as string });
    await vi.advanceTimersByTimeAsync(300_000);
    await lost;
    vi.useRealTimers();
    isEnding = true;
    expect(await journal.load()).toEqual({ head: 'run', rows: ['a'] });
    other.close();
  });
});

describe('the sessions', () => {
  it('are opened anew after their database was deleted, and say which pictures are gone', async () => {
    const sessions = createSessionDatabase();
    expect(await sessions.put(session('s', 'p'), new Map([['p', picture]]))).toEqual([]);
    expect(await sessions.put(session('s', 'p'), new Map())).toEqual([]);
    await clear();
    expect(await sessions.put(session('s', 'p'), new Map())).toEqual(['p']);
    expect(await sessions.put(session('s', 'p'), new Map([['p', picture]]))).toEqual([]);
    expect(await (await sessions.picture('p'))?.blob.text()).toBe('a picture');
  });

  it('keep the pictures that one of them leads to, and no other', async () => {
    const sessions = createSessionDatabase();
    await sessions.put(session('s', 'p', 'q'), new Map([['p', picture], ['q', picture]]));
    await sessions.put(session('t', 'q', 'r'), new Map([['r', picture]]));
    await sessions.remove(['s']);
    expect(await Promise.all(['p', 'q', 'r'].map(async (id) => await sessions.picture(id) !== undefined))).toEqual([false, true, true]);
    expect([(await sessions.list()).map(({ id }) => id), await sessions.heldBytes(), await sessions.load('s')]).toEqual([['t'], 2 * picture.blob.size, undefined]);
  });
});
