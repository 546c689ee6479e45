import { drawFace, placeFace, selectFace, setDrawing } from '../../state/commands/face-list.ts';
import { dragCorner, dragRotation, dragSquare } from '../../state/commands/edit-square.ts';
import { setBrush } from '../../state/commands/brush.ts';
import type { Stroke, Touch } from '../../state/commands/paint-mask.ts';
import { panBy, setDividerPosition, toggleZoom, zoomBy } from '../../state/commands/view.ts';
import type { FaceDocument } from '../../state/edit-document.ts';
import type { Editor } from '../../state/editor.ts';
import { selectedFace } from '../../state/face-selectors.ts';
import { cornerPoint, type Corner } from '../../state/face-square.ts';
import { editedPane, isOnOriginal } from '../../state/panes.ts';
import { currentView } from '../../state/selectors.ts';
import { stageBrush } from './stage-brush.ts';
import { stageToPicture, visibleSpan, type StagePoint } from '../../state/view-transform.ts';

/** What the pointer has hold of. */
type Hold =
  /** Let go without a move, it chooses the face it began on. */
  | { readonly kind: 'pan'; readonly faceId: string | undefined; readonly start: StagePoint }
  | { readonly kind: 'divider' }
  | { readonly kind: 'square'; readonly from: FaceDocument['square']; readonly start: StagePoint }
  | { readonly kind: 'corner'; readonly from: FaceDocument['square']; readonly corner: Corner; readonly offset: StagePoint }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'paint'; readonly stroke: Stroke; readonly start: Touch }
  /** A new square; it is there from the first real move on. */
  | { readonly kind: 'draw'; readonly from: StagePoint; readonly start: StagePoint; readonly isBegun: boolean };

const CORNERS: Readonly<Record<string, Corner>> = {
  'top-left': { x: -1, y: -1 }, 'top-right': { x: 1, y: -1 }, 'bottom-left': { x: -1, y: 1 }, 'bottom-right': { x: 1, y: 1 },
};
/** Zoom of one wheel pixel; a trackpad's pinch comes as a finer wheel with the control key. */
const WHEEL_ZOOM = 0.0016;
const PINCH_WHEEL_ZOOM = 0.01;
const WHEEL_LINE_PX = 24;
/** A pointer that moved less, in CSS pixels, has tapped. */
const TAP_PX = 5;
/** Before the id of a face that can be chosen, in its handle's name. */
export const FACE_HANDLE = 'face:';

const HOLDS_SQUARE: ReadonlySet<Hold['kind']> = new Set(['square', 'corner', 'rotate']);

/** How hard a pen presses; a mouse and most fingers press as they do. */
function pressureOf({ pointerType, pressure }: PointerEvent): number {
  return pointerType === 'pen' ? pressure : 1;
}

/** Marks an element that the pointer can take hold of. */
export const HANDLE_ATTRIBUTE = 'data-handle';

/** Pointer, wheel and pinch on the stage: one hold at a time, a second finger turns it into a pinch. */
export class StagePointer {
  readonly #editor: Editor;
  readonly #element: HTMLElement;
  readonly #pointers = new Map<number, StagePoint>();
  #isFromOriginal = false;
  #hold: Hold | undefined;
  /** Whether the drag of the square that this pointer began is still under way. */
  #isSquareHeld = (): boolean => false;
  #isSpaceDown = false;
  readonly #abort = new AbortController();

  constructor(editor: Editor, element: HTMLElement) {
    this.#editor = editor;
    this.#element = element;
    const { signal } = this.#abort;
    element.addEventListener('pointerdown', (event) => { this.#down(event); }, { signal });
    element.addEventListener('pointermove', (event) => { this.#move(event); }, { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, (event) => { this.#up(event); }, { signal });
    element.addEventListener('wheel', (event) => { this.#wheel(event); }, { signal, passive: false });
    element.addEventListener('dblclick', (event) => {
      if (!this.#handleOf(event) && !this.#editor.store.getState().view.brush.isOn) toggleZoom(this.#editor, this.#point(event));
    }, { signal });
    window.addEventListener('keydown', (event) => {
      // One that closes a dialog or a menu above is meant for that alone.
      if (event.key === 'Escape' && !event.defaultPrevented) {
        setDrawing(this.#editor, false);
        setBrush(this.#editor, { isOn: false });
      }
      this.#space(event, true);
    }, { signal });
    window.addEventListener('keyup', (event) => { this.#space(event, false); }, { signal });
    window.addEventListener('blur', () => { this.#setSpace(false); }, { signal });
  }

  dispose(): void {
    this.#abort.abort();
    this.#release();
  }

  /** Device pixels from the stage's corner. */
  #point(event: { readonly clientX: number; readonly clientY: number }): StagePoint {
    const { left, top } = this.#element.getBoundingClientRect();
    const { pixelRatio } = this.#editor.store.getState().view.stage;
    return { xPx: (event.clientX - left) * pixelRatio, yPx: (event.clientY - top) * pixelRatio };
  }

  /** Beside the edited picture the original takes hold of the same place; a drag keeps to the one that it began on. */
  #picturePoint({ xPx, yPx }: StagePoint): StagePoint | undefined {
    const state = this.#editor.store.getState();
    const view = currentView(state);
    const pane = editedPane(state.view);
    return view && stageToPicture(view, this.#isFromOriginal ? { xPx: xPx + pane.xPx, yPx: yPx + pane.yPx } : { xPx, yPx });
  }

  #handleOf(event: Event): string | undefined {
    const handle = event.target instanceof Element ? event.target.closest(`[${HANDLE_ATTRIBUTE}]`) : null;
    return handle?.getAttribute(HANDLE_ATTRIBUTE) ?? undefined;
  }

  #holdFor(event: PointerEvent, point: StagePoint): Hold {
    const state = this.#editor.store.getState();
    const handle = this.#handleOf(event);
    const square = selectedFace(state)?.square;
    const from = this.#picturePoint(point);
    const pan: Hold = { kind: 'pan', faceId: handle?.startsWith(FACE_HANDLE) ? handle.slice(FACE_HANDLE.length) : undefined, start: point };
    if (this.#isSpaceDown || event.button === 1 || !from) return pan;
    if (state.view.isDrawing) return { kind: 'draw', from, start: point, isBegun: false };
    if (handle === 'divider') return { kind: 'divider' };
    const stroke = state.view.brush.isOn ? stageBrush.begin?.(this.#editor) : undefined;
    if (stroke) return { kind: 'paint', stroke, start: { ...from, pressure: pressureOf(event) } };
    if (!square || handle === undefined || pan.faceId !== undefined) return pan;
    if (handle === 'rotate') return { kind: 'rotate' };
    const corner = CORNERS[handle];
    if (!corner) return { kind: 'square', from: square, start: from };
    const { xPx, yPx } = cornerPoint(square, corner);
    return { kind: 'corner', from: square, corner, offset: { xPx: xPx - from.xPx, yPx: yPx - from.yPx } };
  }

  #isTap(start: StagePoint, point: StagePoint): boolean {
    const { pixelRatio } = this.#editor.store.getState().view.stage;
    return Math.hypot(point.xPx - start.xPx, point.yPx - start.yPx) < TAP_PX * pixelRatio;
  }

  #down(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest('[data-beside-picture]')) return;
    if (event.button > 1 || !this.#editor.store.getState().picture.open) return;
    const point = this.#point(event);
    this.#pointers.set(event.pointerId, point);
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size > 1) {
      this.#release();
      return;
    }
    this.#isFromOriginal = isOnOriginal(editedPane(this.#editor.store.getState().view), point);
    this.#hold = this.#holdFor(event, point);
    if (HOLDS_SQUARE.has(this.#hold.kind)) this.#isSquareHeld = this.#editor.history.begin('square');
    if (event.button === 1) event.preventDefault();
    this.#element.dataset['hold'] = this.#hold.kind;
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const point = this.#point(event);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, point);
    else if (this.#hold?.kind === 'paint') this.#paint(this.#hold, event);
    else if (this.#hold) this.#drag(this.#hold, before, point);
    this.#pointers.set(event.pointerId, point);
  }

  #paint({ stroke, start }: Extract<Hold, { kind: 'paint' }>, event: PointerEvent): void {
    const touches = event.getCoalescedEvents().flatMap((each): Touch[] => {
      const at = this.#picturePoint(this.#point(each));
      return at ? [{ ...at, pressure: pressureOf(each) }] : [];
    });
    // Undone under the hand, or another picture: the hand lets go.
    if (stroke.to([start, ...touches])) this.#hold = { kind: 'paint', stroke, start: touches.at(-1) ?? start };
    else this.#release();
  }

  #drag(hold: Exclude<Hold, { kind: 'paint' }>, before: StagePoint, point: StagePoint): void {
    if (hold.kind === 'pan') {
      panBy(this.#editor, point.xPx - before.xPx, point.yPx - before.yPx);
      return;
    }
    if (hold.kind === 'divider') {
      const state = this.#editor.store.getState();
      const view = currentView(state);
      if (!view || !state.picture.open) return;
      const { leftPx, rightPx } = visibleSpan(view, state.view.stage, state.picture.open);
      setDividerPosition(this.#editor, (point.xPx - leftPx) / Math.max(1, rightPx - leftPx));
      return;
    }
    const at = this.#picturePoint(point);
    if (hold.kind === 'draw' && !hold.isBegun) {
      if (this.#isTap(hold.start, point)) return;
      this.#isSquareHeld = this.#editor.history.begin('square');
      this.#hold = { ...hold, isBegun: true };
    }
    if (!this.#isSquareHeld()) {
      // Undone under the hand, or another picture: the hand lets go.
      this.#release();
      return;
    }
    if (!at) return;
    if (hold.kind === 'square') dragSquare(this.#editor, hold.from, at.xPx - hold.start.xPx, at.yPx - hold.start.yPx);
    else if (hold.kind === 'corner') dragCorner(this.#editor, hold.from, hold.corner, at.xPx + hold.offset.xPx, at.yPx + hold.offset.yPx);
    else if (hold.kind === 'rotate') dragRotation(this.#editor, at.xPx, at.yPx);
    else drawFace(this.#editor, hold.from, at);
  }

  #pinch(pointerId: number, before: StagePoint, point: StagePoint): void {
    const other = [...this.#pointers].find(([id]) => id !== pointerId)?.[1];
    if (!other) return;
    const distance = (a: StagePoint): number => Math.max(1, Math.hypot(a.xPx - other.xPx, a.yPx - other.yPx));
    panBy(this.#editor, (point.xPx - before.xPx) / 2, (point.yPx - before.yPx) / 2);
    zoomBy(this.#editor, distance(point) / distance(before), { xPx: (point.xPx + other.xPx) / 2, yPx: (point.yPx + other.yPx) / 2 });
  }

  #up(event: PointerEvent): void {
    if (event.type === 'pointerup' && this.#pointers.size === 1 && this.#hold) this.#tap(this.#hold, this.#point(event));
    this.#pointers.delete(event.pointerId);
    this.#release();
  }

  #tap(hold: Hold, point: StagePoint): void {
    if (hold.kind === 'pan' && hold.faceId !== undefined && this.#isTap(hold.start, point)) selectFace(this.#editor, hold.faceId);
    // A finger that only rested before a second one came has painted nothing.
    if (hold.kind === 'paint') hold.stroke.to([hold.start]);
    if (hold.kind === 'draw' && !hold.isBegun) placeFace(this.#editor, hold.from);
  }

  #release(): void {
    if (this.#hold?.kind === 'paint') this.#editor.history.end();
    this.#hold = undefined;
    delete this.#element.dataset['hold'];
    if (this.#isSquareHeld()) this.#editor.history.end();
  }

  #wheel(event: WheelEvent): void {
    if (!this.#editor.store.getState().picture.open) return;
    event.preventDefault();
    const deltaPx = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * WHEEL_LINE_PX;
    zoomBy(this.#editor, Math.exp(-deltaPx * (event.ctrlKey ? PINCH_WHEEL_ZOOM : WHEEL_ZOOM)), this.#point(event));
  }

  #space(event: KeyboardEvent, isDown: boolean): void {
    if (event.code !== 'Space') return;
    const usesSpace = event.target instanceof Element && event.target.closest('button, input, a, [role="menu"], [role="dialog"]') !== null;
    if (isDown && usesSpace) return;
    if (isDown) event.preventDefault();
    this.#setSpace(isDown);
  }

  #setSpace(isDown: boolean): void {
    this.#isSpaceDown = isDown;
    this.#element.dataset['space'] = String(isDown);
  }
}
