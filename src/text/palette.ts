import { filled, texts } from './i18n.ts';

/** The list of all commands; it comes with that list. */
export const paletteText = texts('palette', {
  title: 'Commands',
  hint: 'Type what you want to do',
  nothing: 'No command of that name',
  file: 'Picture',
  edit: 'Edit',
  face: 'Face',
  view: 'View',
  app: 'App',
  attribute: filled('{title}: {end}'),
  preset: filled('Preset: {name}'),
  compareBy: filled('Compare: {mode}'),
  chooseFace: filled('Choose face {number}'),
  editAll: 'Edit all faces at once',
  editOne: 'Edit the chosen face alone',
  appearance: filled('Appearance: {theme}'),
  pixels: filled('Enlarged pixels: {pixels}'),
  language: filled('Language: {language}'),
  model: filled('Use the model {title}'),
});
