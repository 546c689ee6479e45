import { loadPart } from '../core/part.ts';
import { failureText } from './commands/notices.ts';

/** A part of the page that came, or why it did not, in words. */
export type LoadedPart<Part> = { readonly part: Part } | { readonly problem: string };

/** Loads a part of the page that is not fetched before it is shown; never rejects. */
export async function loadPagePart<Part>(what: string, load: () => Promise<Part>): Promise<LoadedPart<Part>> {
  try {
    return { part: await loadPart(what, load) };
  } catch (thrown) {
    return { problem: failureText(thrown) };
  }
}
