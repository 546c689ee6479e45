import { startDeadline, type Deadline } from '../core/deadline.ts';
import { partUnreachable } from '../core/part.ts';

/** Silence after which a download is given up. */
const STALL_MS = 30_000;

/**
 * `fetch` that reads the whole answer and gives up where nothing comes for a while: Human's own loading would wait for ever. It does
 * so too where its runtime does not come at all, without a rejection: so whoever waits for it is told of every file that is missing.
 */
export function stallingFetch(plain: typeof fetch, onMissing: (error: Error) => void, stallMs = STALL_MS): typeof fetch {
  return async (input, init) => {
    const silence = new AbortController();
    const wait = (): Deadline => startDeadline(stallMs, () => { silence.abort(); });
    let deadline = wait();
    try {
      const response = await plain(input, { ...init, signal: silence.signal });
      expectFile(response);
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for await (const part of response.body ?? []) {
        deadline.clear();
        deadline = wait();
        parts.push(part);
      }
      return new Response(new Blob(parts), { status: response.status, statusText: response.statusText, headers: response.headers });
    } catch (thrown) {
      const name = (input instanceof Request ? input.url : String(input)).split('/').at(-1) ?? '';
      onMissing(partUnreachable(`the face finder's file ${name}`, silence.signal.aborted ? `nothing for ${stallMs / 1000} s` : thrown));
      throw thrown;
    } finally {
      deadline.clear();
    }
  };
}

/** A single-page host answers a missing file with its page, status 200. */
function expectFile({ ok, status, headers }: Response): void {
  if (!ok) throw new Error(`status ${status}`);
  if (headers.get('content-type')?.includes('text/html') === true) throw new Error('a web page');
}
