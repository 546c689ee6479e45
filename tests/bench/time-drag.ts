import type { Browser } from '@playwright/test';
import { TSX_NAME_HELPER } from '../support/chromium.ts';
import { median } from './time-model.ts';

/** Medians in milliseconds over single, settled moves. */
export interface DragTimes {
  /** From the pointer event to the animation frame after the canvas was drawn. */
  readonly paintedMs: number;
  /** From the pointer event to the canvas being drawn. */
  readonly drawnMs: number;
  readonly decoderMs: number;
  readonly moves: number;
}

interface Sample { readonly drawnMs: number; readonly paintedMs: number; readonly decoderMs: number }

declare global {
  interface Window {
    nextSample?: () => Promise<Sample>;
  }
}

/** In the page: from the next pointer move to the frame that shows its render. */
function installProbe(): void {
  const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-render-revision]');
  if (!canvas) throw new Error('no painted canvas');
  let decoderMs = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('mien-render')) decoderMs = ((entry as PerformanceMeasure).detail as { decoderMs: number }).decoderMs;
  }).observe({ entryTypes: ['measure'] });
  window.nextSample = () => new Promise((resolve) => {
    addEventListener('pointermove', (event) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        const drawnMs = performance.now() - event.timeStamp;
        requestAnimationFrame(() => {
          const paintedMs = performance.now() - event.timeStamp;
          setTimeout(() => { resolve({ drawnMs, paintedMs, decoderMs }); });
        });
      });
      observer.observe(canvas, { attributeFilter: ['data-render-revision'] });
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
  await page.locator('[role="switch"]:enabled').first().waitFor();
  await page.locator('canvas[data-render-revision]').waitFor();
  const thumb = page.getByRole('slider').first();
  const box = await thumb.boundingBox();
  if (!box) throw new Error('the slider has no thumb');
  await page.evaluate(installProbe);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const samples: Sample[] = [];
  // Every move lands on another level: a move that changes nothing renders nothing.
  for (let i = 0; i < moves; i++) {
    const sample = page.evaluate(() => window.nextSample!());
    await page.mouse.move(box.x + box.width / 2 + 70 + (i % 2 === 0 ? 10 + i : -10 - i), box.y + box.height / 2);
    samples.push(await sample);
    await page.waitForTimeout(120);
  }
  await page.mouse.up();
  await page.close();
  const settled = samples.slice(5);
  return {
    paintedMs: median(settled.map((s) => s.paintedMs)), drawnMs: median(settled.map((s) => s.drawnMs)),
    decoderMs: median(settled.map((s) => s.decoderMs)), moves: settled.length,
  };
}
