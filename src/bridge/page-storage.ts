/** The page's own storage for small things; undefined where the browser forbids it, by throwing. */
export function pageStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
