/** A page that never rests, or that nobody looks at, is not waited for longer. */
const LONGEST_MS = 400;

/** Resolves once the page has painted and rests. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(() => { resolve(); }, { timeout: LONGEST_MS });
    else setTimeout(resolve, LONGEST_MS / 4);
  });
}
