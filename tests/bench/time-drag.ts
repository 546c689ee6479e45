import type { Browser, Page } from '@playwright/test';
import { TSX_NAME_HELPER } from '../support/chromium.ts';
import { median } from './time-model.ts';

/** Medians in milliseconds over single, settled moves. */
export interface DragTimes {
  /** From the pointer event to the animation frame after the canvas was drawn. */
  readonly paintedMs: number;
  /** From the pointer event to the canvas being drawn. */
  readonly drawnMs: number;
  readonly decoderMs: number;
  readonly compositeMs: number;
  /** The worker's whole answer: decoder, composite, bitmap. */
  readonly workerMs: number;
  /** From the pointer event to the request that it made, through React and the store. */
  readonly askedMs: number;
  /** From the request to the answer, less the worker's own time: two messages. */
  readonly messagesMs: number;
  readonly moves: number;
}

type Sample = Omit<DragTimes, 'moves'>;

declare global {
  interface Window {
    nextSample?: () => Promise<Sample>;
    sample?: Promise<Sample>;
  }
}

/** In the page: from the next pointer move to the frame that shows its render. */
function installProbe(): void {
  const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-render-revision]');
  if (!canvas) throw new Error('no painted canvas');
  // Entries reach an observer when the page has time, often after the frame: whoever needs one waits for it.
  let waiting: ((render: PerformanceMeasure) => void) | undefined;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('mien-render')) waiting?.(entry as PerformanceMeasure);
  }).observe({ entryTypes: ['measure'] });
  const painted = (timeStamp: number): Promise<Pick<Sample, 'drawnMs' | 'paintedMs'>> => new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      const drawnMs = performance.now() - timeStamp;
      requestAnimationFrame(() => { resolve({ drawnMs, paintedMs: performance.now() - timeStamp }); });
    });
    observer.observe(canvas, { attributeFilter: ['data-render-revision'] });
  });
  window.nextSample = () => new Promise((resolve) => {
    addEventListener('pointermove', ({ timeStamp }) => {
      const measured = new Promise<PerformanceMeasure>((heard) => { waiting = (render) => { if (render.startTime >= timeStamp) heard(render); }; });
      void Promise.all([painted(timeStamp), measured]).then(([frame, { detail, startTime, duration }]) => {
        const { decoderMs, compositeMs, totalMs } = detail as { decoderMs: number; compositeMs: number; totalMs: number };
        resolve({ ...frame, decoderMs, compositeMs, workerMs: totalMs, askedMs: startTime - timeStamp, messagesMs: duration - totalMs });
      });
    }, { once: true, capture: true });
  });
}

/** Drags the first attribute's slider of the built app, one settled move at a time. */
export async function timeDrag(browser: Browser, url: string, moves = 40): Promise<DragTimes> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(TSX_NAME_HELPER);
  await page.goto(url);
  await page.getByRole('button', { name: /average/i }).first().click();
  await page.locator('[data-engine-state="ready"]').waitFor();
  await page.locator('[role="slider"]:not([aria-disabled])').first().waitFor();
  await page.locator('canvas[data-render-revision]').waitFor();
  const times = await dragSettled(page, moves);
  await page.close();
  return times;
}

/** Drags the first slider of a page whose face has been read, one settled move at a time. */
export async function dragSettled(page: Page, moves: number): Promise<DragTimes> {
  const thumb = page.getByRole('slider').first();
  const box = await thumb.boundingBox();
  if (!box) throw new Error('the slider has no thumb');
  await page.evaluate(installProbe);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const samples: Sample[] = [];
  // Every move lands on another level: a move that changes nothing renders nothing.
  for (let i = 0; i < moves; i++) {
    // Listening first: a move that nobody hears would be waited for for ever.
    await page.evaluate(() => { window.sample = window.nextSample!(); });
    await page.mouse.move(box.x + box.width / 2 + 70 + (i % 2 === 0 ? 10 + i : -10 - i), box.y + box.height / 2);
    samples.push(await page.evaluate(() => window.sample!));
    await page.waitForTimeout(120);
  }
  await page.mouse.up();
  const settled = samples.slice(5);
  const medianOf = (key: keyof Sample): number => median(settled.map((sample) => sample[key]));
  return {
    paintedMs: medianOf('paintedMs'), drawnMs: medianOf('drawnMs'), decoderMs: medianOf('decoderMs'), compositeMs: medianOf('compositeMs'),
    workerMs: medianOf('workerMs'), askedMs: medianOf('askedMs'), messagesMs: medianOf('messagesMs'), moves: settled.length,
  };
}
