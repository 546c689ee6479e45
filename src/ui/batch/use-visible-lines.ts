import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, type RefObject } from 'react';

/** A line in sight and where it lies. */
export interface VisibleLine {
  readonly index: number;
  readonly topPx: number;
}

/** The lines of a long list that are in sight or nearly so, and the height of all of them. */
export function useVisibleLines(scroller: RefObject<HTMLDivElement | null>, count: number, linePx: number, overscan: number): { readonly lines: readonly VisibleLine[]; readonly heightPx: number } {
  // eslint-disable-next-line react-hooks/incompatible-library -- the lines are handed down as values
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => linePx, overscan });
  // Heights are kept once they were estimated: another width of the window makes other tiles.
  useLayoutEffect(() => { virtual.measure(); }, [virtual, linePx]);
  return { lines: virtual.getVirtualItems().map(({ index, start }) => ({ index, topPx: start })), heightPx: virtual.getTotalSize() };
}
