import type { Editor } from '../editor.ts';

/** Sets how much of the model's own detail comes in, 0 to 1. */
export function setDetail({ history }: Editor, detail: number): void {
  history.change('detail', (document) => (document.detail === detail ? document : { ...document, detail }), { joinsRecent: true });
}
