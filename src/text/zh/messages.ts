import { controls } from './controls.ts';
import { modelWords } from './model-words.ts';
import { panel } from './panel.ts';
import { says } from './says.ts';
import { stage } from './stage.ts';

/** Every text in simplified Chinese, by area: one file, fetched by who reads it. */
export const messages = {
  controls,
  'model-words': modelWords,
  panel,
  says,
  stage,
};
