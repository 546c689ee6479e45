/** A link between a browser and the app's server that counts every byte that crosses it, and can be as slow as a telephone's. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Parts of the app by which bytes are told, the first that an address matches. */
const PARTS = [
  ['runtime', /\/assets\/ort[-.]/],
  ['face finder', /\/face-models\/|\/human-worker-/],
  ['model', /\/models\//],
  ['samples', /\/samples\/|\/icon|\.webmanifest$/],
  ['offline copy', /\/sw\.js$|[?&]__WB_REVISION__=|workbox/],
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
  /** Drops every connection and takes no new ones, as when a network goes away. */
  close(): Promise<void>;
}

export interface LinkOptions {
  /** Shared by all connections; endless unless given. */
  readonly bitsPerSecond?: number;
  /** Until the first byte of an answer. */
  readonly latencyMs?: number;
}

/** Lays a link in front of the server at `targetUrl`, which ends in "/". */
export async function layLink(targetUrl: string, { bitsPerSecond = Number.POSITIVE_INFINITY, latencyMs = 0 }: LinkOptions = {}): Promise<Link> {
  const target = new URL(targetUrl);
  let crossings: Crossing[] = [];
  let freeAtMs = 0;
  const pass = async (bytes: number): Promise<void> => {
    freeAtMs = Math.max(performance.now(), freeAtMs) + (bytes * 8000) / bitsPerSecond;
    await waitMs(freeAtMs - performance.now());
  };
  const server = createServer((incoming, outgoing) => {
    const onward = request({ hostname: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      void forward(answer, outgoing, pass, latencyMs).then((bytes) => {
        const path = incoming.url ?? '/';
        crossings.push({ path, part: partOf(path), status: answer.statusCode ?? 0, bytes, encoding: String(answer.headers['content-encoding'] ?? '') });
      }, () => { outgoing.destroy(); });
    });
    onward.on('error', () => { outgoing.destroy(); });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    take() {
      const taken = crossings;
      crossings = [];
      return taken;
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

async function forward(answer: IncomingMessage, outgoing: ServerResponse, pass: (bytes: number) => Promise<void>, latencyMs: number): Promise<number> {
  await waitMs(latencyMs);
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  let bytes = answer.rawHeaders.reduce((sum, text) => sum + text.length + 2, 17);
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
