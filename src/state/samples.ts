import type { Sample } from './commands/open-picture.ts';
import { saysText } from '../text/says.ts';

/** A sample with the name that people see. */
export interface TitledSample extends Sample {
  readonly title: string;
}

function sample(name: string, words: 'averageWoman' | 'averageMan' | 'oldWoman' | 'oldMan' | 'drawnFace'): TitledSample {
  const fileName = `${name}.webp`;
  return { get title() { return saysText()[words]; }, fileName, url: `${import.meta.env.BASE_URL}samples/${fileName}` };
}

/** The pictures in `public/samples/`. */
export const SAMPLES: readonly TitledSample[] = [
  sample('average-woman', 'averageWoman'),
  sample('average-man', 'averageMan'),
  sample('old-woman', 'oldWoman'),
  sample('old-man', 'oldMan'),
  sample('drawn-girl', 'drawnFace'),
];
