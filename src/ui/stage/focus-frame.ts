/** Marks the frame of the selected face. */
export const SELECTED_FRAME = 'data-selected-frame';

/** Moves the keyboard to the selected face's frame, once it is there. */
export function focusFrame(): void {
  requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[${SELECTED_FRAME}]`)?.focus(); });
}
