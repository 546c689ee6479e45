import { useRef, type PointerEvent } from 'react';
import { useEditor } from '../../state/use-editor.ts';

interface LevelDrag {
  readonly range: readonly [number, number];
  readonly level: number;
  readonly isDisabled: boolean;
  /** A drag is one step of the editor's history; false for what no history keeps. */
  readonly isStep: boolean;
  readonly onChange: (level: number) => void;
}

/** A level in a hand. */
interface Drag {
  readonly pointerId: number;
  /** How far from the thumb's middle it was taken, in shares of the scale. */
  readonly grabShare: number;
  readonly isHeld: () => boolean;
  /** Stops listening for what comes between frames. */
  readonly stop: () => void;
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
/** A mouse that reports a thousand times a second says nothing new so often. */
const RAW_EVERY_MS = 4;

function atDetent(level: number): number {
  for (const end of [0, 1]) if (Math.abs(level - end) <= DETENT) return end;
  return Math.round(level * 100) / 100;
}

/**
 * Browsers hold pointer moves back until the next frame; where they tell of raw ones, a render starts half a frame earlier.
 * The held back moves still come and have the last word. Returns how to stop.
 */
function onRawMove(element: HTMLElement, move: (event: globalThis.PointerEvent) => void): () => void {
  let lastMs = 0;
  const listen = (event: Event): void => {
    if (!(event instanceof globalThis.PointerEvent) || event.timeStamp - lastMs < RAW_EVERY_MS) return;
    lastMs = event.timeStamp;
    move(event);
  };
  element.addEventListener('pointerrawupdate', listen);
  return () => { element.removeEventListener('pointerrawupdate', listen); };
}

function thumbOf(event: PointerEvent<HTMLElement>): HTMLElement | null {
  return event.currentTarget.querySelector<HTMLElement>('[role="slider"]');
}

/**
 * Drags a level with the pointer, relative to where the thumb was taken: it never jumps under the hand.
 * A finger beside the thumb scrolls the panel; only its tap moves the level there.
 */
export function useLevelDrag({ range, level, isDisabled, isStep, onChange }: LevelDrag): LevelDragHandlers {
  const editor = useEditor();
  const drag = useRef<Drag | undefined>(undefined);
  const tap = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);

  const shareAt = (slider: HTMLElement, { clientX }: { readonly clientX: number }): number => {
    const { left, width } = (slider.querySelector(`[${SCALE_ATTRIBUTE}]`) ?? slider).getBoundingClientRect();
    return (clientX - left) / width;
  };
  const setAt = (share: number): void => {
    const clamped = Math.min(Math.max(share, 0), 1);
    onChange(atDetent(range[0] + clamped * (range[1] - range[0])));
  };
  const follow = (slider: HTMLElement, event: { readonly clientX: number; readonly pointerId: number }): void => {
    // Undone under the hand, or another picture: what the hand goes on doing is no part of it.
    if (drag.current?.pointerId === event.pointerId && drag.current.isHeld()) setAt(shareAt(slider, event) - drag.current.grabShare);
  };
  const finish = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    if (drag.current?.pointerId !== event.pointerId) return;
    drag.current.stop();
    if (isStep && drag.current.isHeld()) editor.history.end();
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
      const slider = event.currentTarget;
      const share = shareAt(slider, event);
      drag.current = {
        pointerId: event.pointerId, grabShare: isOnThumb ? share - thumbShare : 0, isHeld: isStep ? editor.history.begin('level') : () => true,
        stop: onRawMove(slider, (raw) => { follow(slider, raw); }),
      };
      slider.setPointerCapture(event.pointerId);
      thumb?.focus({ preventScroll: true });
      if (!isOnThumb) setAt(share);
    },
    onPointerMove(event) {
      event.preventDefault();
      follow(event.currentTarget, event);
    },
    onPointerUp(event) {
      const start = tap.current;
      tap.current = undefined;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) < TAP_PX) setAt(shareAt(event.currentTarget, event));
      finish(event);
    },
    onPointerCancel(event) {
      tap.current = undefined;
      finish(event);
    },
  };
}
