import { useRef, type PointerEvent } from 'react';
import { useEditor } from '../../state/use-editor.ts';

interface LevelDrag {
  readonly range: readonly [number, number];
  readonly level: number;
  readonly isDisabled: boolean;
  readonly onChange: (level: number) => void;
}

export interface LevelDragHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/** Marks the element whose left and right edges are the ends of the range. */
export const SCALE_ATTRIBUTE = 'data-scale';

/** A pointer this close to level 0 or 1 means it. */
const DETENT = 0.02;
/** A finger that moved less has tapped. */
const TAP_PX = 6;

function atDetent(level: number): number {
  for (const end of [0, 1]) if (Math.abs(level - end) <= DETENT) return end;
  return Math.round(level * 100) / 100;
}

function thumbOf(event: PointerEvent<HTMLElement>): HTMLElement | null {
  return event.currentTarget.querySelector<HTMLElement>('[role="slider"]');
}

/**
 * Drags a level with the pointer, relative to where the thumb was taken: it never jumps under the hand.
 * A finger beside the thumb scrolls the panel; only its tap moves the level there.
 */
export function useLevelDrag({ range, level, isDisabled, onChange }: LevelDrag): LevelDragHandlers {
  const editor = useEditor();
  const drag = useRef<{ readonly pointerId: number; readonly grabShare: number; readonly isHeld: () => boolean } | undefined>(undefined);
  const tap = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);

  const shareAt = (event: PointerEvent<HTMLElement>): number => {
    const scale = event.currentTarget.querySelector(`[${SCALE_ATTRIBUTE}]`) ?? event.currentTarget;
    const { left, width } = scale.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const setAt = (share: number): void => {
    const clamped = Math.min(Math.max(share, 0), 1);
    onChange(atDetent(range[0] + clamped * (range[1] - range[0])));
  };
  const finish = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    if (drag.current?.pointerId !== event.pointerId) return;
    if (drag.current.isHeld()) editor.history.end();
    drag.current = undefined;
  };

  return {
    onPointerDown(event) {
      // Every pointer is handled here: the primitive's own dragging is absolute.
      event.preventDefault();
      if (isDisabled || event.button !== 0 || drag.current) return;
      const thumb = thumbOf(event);
      const isOnThumb = event.target instanceof Node && thumb?.contains(event.target) === true;
      if (event.pointerType === 'touch' && !isOnThumb) {
        tap.current = { x: event.clientX, y: event.clientY };
        return;
      }
      const thumbShare = (level - range[0]) / (range[1] - range[0]);
      drag.current = { pointerId: event.pointerId, grabShare: isOnThumb ? shareAt(event) - thumbShare : 0, isHeld: editor.history.begin('level') };
      event.currentTarget.setPointerCapture(event.pointerId);
      thumb?.focus({ preventScroll: true });
      if (!isOnThumb) setAt(shareAt(event));
    },
    onPointerMove(event) {
      event.preventDefault();
      // Undone under the hand, or another picture: what the hand goes on doing is no part of it.
      if (drag.current?.pointerId === event.pointerId && drag.current.isHeld()) setAt(shareAt(event) - drag.current.grabShare);
    },
    onPointerUp(event) {
      const start = tap.current;
      tap.current = undefined;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) < TAP_PX) setAt(shareAt(event));
      finish(event);
    },
    onPointerCancel(event) {
      tap.current = undefined;
      finish(event);
    },
  };
}
