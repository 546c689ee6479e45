import { loadPart } from '../core/part.ts';
import { failureOf } from './commands/notices.ts';
import type { PlainFailure } from './plain-words.ts';

/** A part of the page that came, or why it did not, in words. */
export type LoadedPart<Part> = { readonly part: Part } | { readonly problem: PlainFailure };

/** Loads a part of the page that is not fetched before it is shown; never rejects. */
export async function loadPagePart<Part>(what: string, load: () => Promise<Part>): Promise<LoadedPart<Part>> {
  try {
    return { part: await loadPart(what, load) };
  } catch (thrown) {
    return { problem: failureOf(thrown) };
  }
}
