import type { EditorStore } from './editor-store.ts';

/** What was last said to who listens instead of looking. */
export interface Announcement {
  readonly text: string;
  /** Counts what was said: the same words again are said again. */
  readonly count: number;
}

export const NOTHING_SAID: Announcement = { text: '', count: 0 };

/** Says something through the page's live region, which waits for a pause in what is being read. */
export function say(store: EditorStore, text: string): void {
  store.setState(({ announcement: { count } }) => ({ announcement: { text, count: count + 1 } }));
}
