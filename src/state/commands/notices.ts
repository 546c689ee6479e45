import { describe, isCancelled, toAppError } from '../../core/app-error.ts';
import { saysText } from '../../text/says.ts';
import type { EditorStore } from '../editor-store.ts';
import { plainFailure, type PlainFailure } from '../plain-words.ts';
import type { Notice } from '../slices/notices-slice.ts';

/** More than this at once is noise: the oldest go. */
const MOST_NOTICES = 4;

/** Says something to the person; the same words again replace the earlier notice. Answers the notice's id. */
export function notify(store: EditorStore, notice: Omit<Notice, 'id'>): number {
  const id = store.getState().notices.nextId;
  store.setState(({ notices: { list } }) => {
    const others = list.filter((other) => other.title !== notice.title || other.detail !== notice.detail);
    return { notices: { list: [...others, { ...notice, id }].slice(-MOST_NOTICES), nextId: id + 1 } };
  });
  return id;
}

/** Says what could not be done, why, and what to do next; cancelling is not a failure. */
export function notifyFailure(store: EditorStore, thrown: unknown, title: string, fileName?: string): void {
  if (isCancelled(thrown)) return;
  const { text, details } = failureOf(thrown, fileName);
  notify(store, { kind: 'error', title, detail: text, details });
}

/** Why something failed and what to do next, in words; the file is the one that it is about. */
export function failureOf(thrown: unknown, fileName?: string): PlainFailure {
  return plainFailure(toAppError(thrown, {
    code: 'unexpected', message: `Expected no failure but received "${describe(thrown)}".`, recovery: saysText().reloadIfStays,
  }), fileName);
}

/** Takes a notice away. */
export function dismissNotice(store: EditorStore, id: number): void {
  store.setState(({ notices }) => ({ notices: { ...notices, list: notices.list.filter((notice) => notice.id !== id) } }));
}
