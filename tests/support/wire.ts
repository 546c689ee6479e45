/** A link between a browser and the app's server that counts every byte that crosses it, and can be as slow as a telephone's. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Parts of the app by which bytes are told, the first that an address matches. */
const PARTS = [
  ['runtime', /\/assets\/ort[-.]/],
  ['face finder', /\/face-models\/|\/human-worker-/],
  ['model', /\/models\//],
  ['samples', /\/samples\/|\/icon|\.webmanifest$/],
  ['offline copy', /\/service-worker\.js$|[?&]__WB_REVISION__=/],
  ['application', /./],
] as const;

export type Part = (typeof PARTS)[number][0];

/** One answer that crossed the link. */
export interface Crossing {
  readonly path: string;
  readonly part: Part;
  readonly status: number;
  /** Headers and body, as they were sent. */
  readonly bytes: number;
  /** Of the body: `br`, `gzip` or nothing. */
  readonly encoding: string;
}

export interface Link {
  readonly url: string;
  /** Everything that crossed since the last call of `take`. */
  take(): readonly Crossing[];
  /** From now on another version of a file, named by its path in the app's folder, lies on the server. */
  replace(path: string, body: string): void;
  /** Drops every connection and takes no new ones, as when a network goes away. */
  close(): Promise<void>;
}

export interface LinkOptions {
  /** Shared by all connections; endless unless given. */
  readonly bitsPerSecond?: number;
  /** Until the first byte of an answer. */
  readonly latencyMs?: number;
  /** Where the app lies on its host; starts and ends in "/". Nothing lies beside it. */
  readonly folder?: string;
  /** The host sends no headers but those that every host does. */
  readonly isPlainHost?: boolean;
}

/** What static hosts that let nobody choose headers send. */
const PLAIN_HEADERS = new Set(['content-type', 'content-length', 'content-encoding', 'etag', 'last-modified', 'cache-control', 'vary', 'date']);

/** Lays a link in front of the server at `targetUrl`, which ends in "/". */
export async function layLink(targetUrl: string, { bitsPerSecond = Number.POSITIVE_INFINITY, latencyMs = 0, folder = '/', isPlainHost = false }: LinkOptions = {}): Promise<Link> {
  const target = new URL(targetUrl);
  let crossings: Crossing[] = [];
  let freeAtMs = 0;
  const pass = async (bytes: number): Promise<void> => {
    freeAtMs = Math.max(performance.now(), freeAtMs) + (bytes * 8000) / bitsPerSecond;
    await waitMs(freeAtMs - performance.now());
  };
  const replaced = new Map<string, string>();
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const inFolder = path.startsWith(folder) ? path.slice(folder.length) : undefined;
    const body = replaced.get(inFolder ?? path);
    if (inFolder === undefined || body !== undefined) {
      outgoing.writeHead(body === undefined ? 404 : 200, { 'Content-Type': inFolder?.endsWith('.js') ? 'text/javascript' : 'text/html', 'Cache-Control': 'no-cache' }).end(body);
      return;
    }
    const onward = request({ hostname: target.hostname, port: target.port, path: `/${inFolder}`, method: incoming.method, headers: incoming.headers }, (answer) => {
      const headers = isPlainHost ? answer.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 && PLAIN_HEADERS.has(name.toLowerCase()) ? [name, all[i + 1]!] : [])) : answer.rawHeaders;
      void forward(answer, headers, outgoing, pass, latencyMs).then((bytes) => {
        crossings.push({ path, part: partOf(path), status: answer.statusCode ?? 0, bytes, encoding: answer.headers['content-encoding'] ?? '' });
      }, () => { outgoing.destroy(); });
    });
    onward.on('error', () => { outgoing.destroy(); });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${folder}`,
    take() {
      const taken = crossings;
      crossings = [];
      return taken;
    },
    replace(path, body) {
      replaced.set(path, body);
    },
    close: () => closed(server),
  };
}

/** What of an answer crossed by part, the heaviest first. */
export function byPart(crossings: readonly Crossing[]): readonly (readonly [Part, number])[] {
  const sums = new Map<Part, number>();
  for (const { part, bytes } of crossings) sums.set(part, (sums.get(part) ?? 0) + bytes);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

export function sumBytes(crossings: readonly Crossing[]): number {
  return crossings.reduce((sum, { bytes }) => sum + bytes, 0);
}

function partOf(path: string): Part {
  return PARTS.find(([, pattern]) => pattern.test(path))![0];
}

async function forward(answer: IncomingMessage, headers: string[], outgoing: ServerResponse, pass: (bytes: number) => Promise<void>, latencyMs: number): Promise<number> {
  await waitMs(latencyMs);
  outgoing.writeHead(answer.statusCode ?? 502, headers);
  let bytes = headers.reduce((sum, text) => sum + text.length + 2, 17);
  for await (const piece of answer as AsyncIterable<Buffer>) {
    await pass(piece.length);
    outgoing.write(piece);
    bytes += piece.length;
  }
  outgoing.end();
  return bytes;
}

async function waitMs(ms: number): Promise<void> {
  if (ms > 1) await new Promise((resolve) => setTimeout(resolve, ms));
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
}
