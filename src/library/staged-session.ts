import type { Runtime, RuntimeSession } from '../engine/runtime.ts';

/**
 * A session that is in memory only while it runs: a model of such sessions needs room for its largest graph, not for all.
 * Its outputs outlive it, so the runtime must keep outputs in JavaScript's memory, as WebAssembly does.
 */
export function stagedSession(runtime: Runtime, readGraph: () => Promise<Uint8Array<ArrayBuffer>>): RuntimeSession {
  return {
    async run(inputs) {
      const session = await runtime.createSession(await readGraph());
      try {
        return await session.run(inputs);
      } finally {
        await session.release();
      }
    },
    release: () => Promise.resolve(),
  };
}
