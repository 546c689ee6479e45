import type { CompositeMode } from '../../bridge/engine-client.ts';
import type { Editor } from '../editor.ts';

/** Chooses how the change comes into the picture. */
export function setMode({ history }: Editor, mode: CompositeMode): void {
  history.change('mode', (document) => (document.mode === mode ? document : { ...document, mode }));
}
