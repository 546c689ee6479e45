/** Marks the frame of the selected face. */
export const SELECTED_FRAME = 'data-selected-frame';

/** Marks where keys that concern the selected face are meant for it. */
export const FACE_KEYS = 'data-face-keys';

/** True while the keyboard is where keys for the selected face are meant: on the picture, in the strip, or nowhere. */
export function isAmongFaces(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest(`[${FACE_KEYS}]`) !== null);
}

/** Moves the keyboard to the selected face's frame, once it is there. */
export function focusFrame(): void {
  requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[${SELECTED_FRAME}]`)?.focus(); });
}
