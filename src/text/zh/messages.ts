import { batch } from './batch.ts';
import { brush } from './brush.ts';
import { controls } from './controls.ts';
import { dialogs } from './dialogs.ts';
import { modelWords } from './model-words.ts';
import { models } from './models.ts';
import { palette } from './palette.ts';
import { panel } from './panel.ts';
import { plainWords } from './plain-words.ts';
import { says } from './says.ts';
import { sentences } from './sentences.ts';
import { stage } from './stage.ts';

/** Every text in simplified Chinese, by area: one file, fetched by who reads it. */
export const messages = {
  batch,
  brush,
  controls,
  dialogs,
  'model-words': modelWords,
  models,
  palette,
  panel,
  'plain-words': plainWords,
  says,
  sentences,
  stage,
};
