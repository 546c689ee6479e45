import { dragCorner, dragSquare } from '../../state/commands/edit-square.ts';
import { panBy, setSplitPosition, toggleZoom, zoomBy } from '../../state/commands/view.ts';
import type { FaceDocument } from '../../state/edit-document.ts';
import type { Editor } from '../../state/editor.ts';
import type { Corner } from '../../state/face-square.ts';
import { currentView } from '../../state/selectors.ts';
import { stageToPicture, visibleSpan, type StagePoint } from '../../state/view-transform.ts';

/** What the pointer has hold of. */
type Hold =
  | { readonly kind: 'pan' }
  | { readonly kind: 'divider' }
  | { readonly kind: 'square'; readonly from: FaceDocument['square']; readonly start: StagePoint }
  | { readonly kind: 'corner'; readonly from: FaceDocument['square']; readonly corner: Corner; readonly offset: StagePoint };

const CORNERS: Readonly<Record<string, Corner>> = {
  'top-left': { x: -1, y: -1 }, 'top-right': { x: 1, y: -1 }, 'bottom-left': { x: -1, y: 1 }, 'bottom-right': { x: 1, y: 1 },
};
/** Zoom of one wheel pixel; a trackpad's pinch comes as a finer wheel with the control key. */
const WHEEL_ZOOM = 0.0016;
const PINCH_WHEEL_ZOOM = 0.01;
const WHEEL_LINE_PX = 24;

/** Marks an element that the pointer can take hold of. */
export const HANDLE_ATTRIBUTE = 'data-handle';

/** Pointer, wheel and pinch on the stage: one hold at a time, a second finger turns it into a pinch. */
export class StagePointer {
  readonly #editor: Editor;
  readonly #element: HTMLElement;
  readonly #pointers = new Map<number, StagePoint>();
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
      if (!this.#handleOf(event)) toggleZoom(this.#editor, this.#point(event));
    }, { signal });
    window.addEventListener('keydown', (event) => { this.#space(event, true); }, { signal });
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

  #picturePoint(point: StagePoint): StagePoint | undefined {
    const view = currentView(this.#editor.store.getState());
    return view && stageToPicture(view, point);
  }

  #handleOf(event: Event): string | undefined {
    const handle = event.target instanceof Element ? event.target.closest(`[${HANDLE_ATTRIBUTE}]`) : null;
    return handle?.getAttribute(HANDLE_ATTRIBUTE) ?? undefined;
  }

  #holdFor(event: PointerEvent, point: StagePoint): Hold {
    const handle = this.#handleOf(event);
    const square = this.#editor.store.getState().document.face?.square;
    const start = this.#picturePoint(point);
    if (this.#isSpaceDown || event.button === 1 || handle === undefined) return { kind: 'pan' };
    if (handle === 'divider') return { kind: 'divider' };
    if (!square || !start) return { kind: 'pan' };
    const corner = CORNERS[handle];
    if (!corner) return { kind: 'square', from: square, start };
    const half = square.sidePx / 2;
    const offset = { xPx: square.centreXPx + corner.x * half - start.xPx, yPx: square.centreYPx + corner.y * half - start.yPx };
    return { kind: 'corner', from: square, corner, offset };
  }

  #down(event: PointerEvent): void {
    if (event.button > 1 || !this.#editor.store.getState().picture.open) return;
    const point = this.#point(event);
    this.#pointers.set(event.pointerId, point);
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size > 1) {
      this.#release();
      return;
    }
    this.#hold = this.#holdFor(event, point);
    if (this.#hold.kind === 'square' || this.#hold.kind === 'corner') this.#isSquareHeld = this.#editor.history.begin('square');
    if (event.button === 1) event.preventDefault();
    this.#element.dataset['hold'] = this.#hold.kind;
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const point = this.#point(event);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, point);
    else if (this.#hold) this.#drag(this.#hold, before, point);
    this.#pointers.set(event.pointerId, point);
  }

  #drag(hold: Hold, before: StagePoint, point: StagePoint): void {
    if (hold.kind === 'pan') {
      panBy(this.#editor, point.xPx - before.xPx, point.yPx - before.yPx);
      return;
    }
    if (hold.kind === 'divider') {
      const state = this.#editor.store.getState();
      const view = currentView(state);
      if (!view || !state.picture.open) return;
      const { leftPx, rightPx } = visibleSpan(view, state.view.stage, state.picture.open);
      setSplitPosition(this.#editor, (point.xPx - leftPx) / Math.max(1, rightPx - leftPx));
      return;
    }
    const at = this.#picturePoint(point);
    if (!this.#isSquareHeld()) {
      // Undone under the hand, or another picture: the hand lets go.
      this.#release();
      return;
    }
    if (!at) return;
    if (hold.kind === 'square') dragSquare(this.#editor, hold.from, at.xPx - hold.start.xPx, at.yPx - hold.start.yPx);
    else dragCorner(this.#editor, hold.from, hold.corner, at.xPx + hold.offset.xPx, at.yPx + hold.offset.yPx);
  }

  #pinch(pointerId: number, before: StagePoint, point: StagePoint): void {
    const other = [...this.#pointers].find(([id]) => id !== pointerId)?.[1];
    if (!other) return;
    const distance = (a: StagePoint): number => Math.max(1, Math.hypot(a.xPx - other.xPx, a.yPx - other.yPx));
    panBy(this.#editor, (point.xPx - before.xPx) / 2, (point.yPx - before.yPx) / 2);
    zoomBy(this.#editor, distance(point) / distance(before), { xPx: (point.xPx + other.xPx) / 2, yPx: (point.yPx + other.yPx) / 2 });
  }

  #up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.#release();
  }

  #release(): void {
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
