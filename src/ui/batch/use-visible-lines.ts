import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useLayoutEffect, useState, type RefObject } from 'react';

/** A line in sight and where it lies. */
export interface VisibleLine {
  readonly index: number;
  readonly topPx: number;
}

/** The lines of a long list that are in sight or nearly so, and the height of all of them. */
export function useVisibleLines(scroller: RefObject<HTMLDivElement | null>, count: number, linePx: number, overscan: number): { readonly lines: readonly VisibleLine[]; readonly heightPx: number } {
  const [seen, setSeen] = useState<readonly number[]>([]);
  useLayoutEffect(() => {
    const virtual = new Virtualizer<HTMLDivElement, HTMLDivElement>({
      count, overscan, estimateSize: () => linePx, initialOffset: scroller.current?.scrollTop ?? 0,
      getScrollElement: () => scroller.current, observeElementRect, observeElementOffset, scrollToFn: elementScroll,
      onChange: (now) => { setSeen(now.getVirtualIndexes()); },
    });
    const stop = virtual._didMount();
    virtual._willUpdate();
    return stop;
  }, [scroller, count, linePx, overscan]);
  // What was in sight of a longer list may be gone.
  return { lines: seen.filter((index) => index < count).map((index) => ({ index, topPx: index * linePx })), heightPx: count * linePx };
}
