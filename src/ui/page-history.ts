import { showPage } from '../state/commands/view.ts';
import type { Editor } from '../state/editor.ts';

type Page = 'editor' | 'batch';

const BATCH_HASH = '#batch';
/** Marks the entries that are ours, over reloads too. */
const MARK = 'mien-page';

function pageHere(): Page {
  return location.hash === BATCH_HASH ? 'batch' : 'editor';
}

function addressOf(page: Page): string {
  return location.pathname + location.search + (page === 'batch' ? BATCH_HASH : '');
}

/**
 * Makes each page an entry of the browser's history: Back goes from the batch to the editor. Where the batch was opened by its address,
 * the editor is put beneath it, so that Back does not leave the app by surprise.
 */
export function followPages(editor: Editor): void {
  const { store } = editor;
  if (pageHere() === 'batch') {
    showPage(editor, 'batch');
    if (history.state !== MARK) {
      history.replaceState(MARK, '', addressOf('editor'));
      history.pushState(MARK, '', addressOf('batch'));
    }
  } else history.replaceState(MARK, '', addressOf('editor'));
  store.subscribe(({ view: { page } }, { view: before }) => {
    if (page !== before.page && page !== pageHere()) history.pushState(MARK, '', addressOf(page));
  });
  window.addEventListener('popstate', () => { showPage(editor, pageHere()); });
}
