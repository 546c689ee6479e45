import { test as base, type BrowserContext } from '@playwright/test';

/**
 * The engine computes on one thread in every page of the context: two journeys share two cores, and threads that wait for each other
 * do so in a loop that takes as much of a core as work.
 */
export async function onOneThread(context: BrowserContext): Promise<void> {
  await context.addInitScript('Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });');
}

/** Journeys that are not about how the engine computes; `journey.spec` and `offline.spec` run on all cores, as in any browser. */
export const test = base.extend({
  async context({ context }, use) {
    await onOneThread(context);
    await use(context);
  },
});
