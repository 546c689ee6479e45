import { texts } from './i18n.ts';

/** The brush; it comes with it. */
export const brushText = texts('brush', {
  brush: 'Brush',
  does: 'The brush',
  release: 'Original',
  keep: 'Edit',
  size: 'Size',
  feather: 'Feather',
  showMask: 'Show what is released',
  clear: 'Clear',
  done: 'Done',
});
