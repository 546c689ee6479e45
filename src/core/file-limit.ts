/** Time that a picture may take before it fails, in the page as at the command line. */
export const FILE_LIMIT_MS = 300_000;
