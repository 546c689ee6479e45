/** Silence after which a download is given up. */
const STALL_MS = 30_000;

/** `fetch` that reads the whole answer and gives up where nothing comes for a while: Human's own loading would wait for ever. */
export function stallingFetch(plain: typeof fetch, stallMs = STALL_MS): typeof fetch {
  return async (input, init) => {
    const silence = new AbortController();
    let timer = setTimeout(() => { silence.abort(); }, stallMs);
    try {
      const response = await plain(input, { ...init, signal: silence.signal });
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for await (const part of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => { silence.abort(); }, stallMs);
        parts.push(part);
      }
      return new Response(new Blob(parts), { status: response.status, statusText: response.statusText, headers: response.headers });
    } finally {
      clearTimeout(timer);
    }
  };
}
