import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time on a processor, in microseconds as all of these. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** A stretch in which the page could not answer. */
export interface LongTask {
  readonly ms: number;
  /** Time that it had a processor: less than `ms` where other programs had it, or the task waited. */
  readonly processorMs: number;
  /** What took most of it, as Chromium names it. */
  readonly mostly: string;
}

/** Runs `work` under a Chromium trace and returns the tasks of the page's main thread, longest first. */
export async function mainThreadTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<readonly LongTask[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  const tasks = traceEvents.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  // Of all renderers the page's own is the one that ran most.
  const main = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => tasks.filter((task) => task.pid === pid && task.tid === tid)).sort((a, b) => total(b) - total(a))[0];
  if (!main || main.length === 0) throw new Error('Expected tasks of the main thread in the trace but received none.');
  return main.toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0)).slice(0, 3).map((task) => ({ ms: (task.dur ?? 0) / 1000, processorMs: (task.tdur ?? 0) / 1000, mostly: largestIn(task, traceEvents) }));
}

function total(tasks: readonly TraceEvent[]): number {
  return tasks.reduce((sum, { dur = 0 }) => sum + dur, 0);
}

function largestIn(task: TraceEvent, events: readonly TraceEvent[]): string {
  const end = task.ts + (task.dur ?? 0);
  const inner = events.filter((event) => event.ph === 'X' && event !== task && !event.name.endsWith('RunTask') && event.pid === task.pid && event.tid === task.tid && event.ts >= task.ts && event.ts + (event.dur ?? 0) <= end);
  return inner.sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0)).slice(0, 3).map(({ name, dur = 0 }) => `${name} ${(dur / 1000).toFixed(0)}`).join(', ');
}
