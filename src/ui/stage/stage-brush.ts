import type { Stroke } from '../../state/commands/paint-mask.ts';
import type { Editor } from '../../state/editor.ts';

/** What the stage paints with: its part of the page is fetched when the brush is first taken up, and puts itself here. */
export const stageBrush: { begin: ((editor: Editor) => Stroke | undefined) | undefined } = { begin: undefined };
