import { AppError, describe } from './app-error.ts';

/** A part of the app itself that could not be fetched: offline, or the app was replaced on its server. No file of the person's is at fault. */
export const PART_UNREACHABLE = 'part-unreachable';

/** The error of a part that could not be fetched. */
export function partUnreachable(what: string, cause?: unknown): AppError {
  return new AppError({
    code: PART_UNREACHABLE, cause,
    message: `Expected to load ${what} of this app but received ${cause === undefined ? 'no answer' : `"${describe(cause)}"`}.`,
    recovery: 'Check the connection and try again. If the app was updated meanwhile, save your work, then reload the page.',
  });
}

/**
 * Loads a part that is not fetched before it is needed.
 * @throws AppError `part-unreachable`
 */
export async function loadPart<Part>(what: string, load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (cause) {
    throw partUnreachable(what, cause);
  }
}
