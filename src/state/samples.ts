import type { Sample } from './commands/open-picture.ts';

/** A sample with the name that people see. */
export interface TitledSample extends Sample {
  readonly title: string;
}

function sample(name: string, title: string): TitledSample {
  const fileName = `${name}.webp`;
  return { title, fileName, url: `${import.meta.env.BASE_URL}samples/${fileName}` };
}

/** The pictures in `public/samples/`. */
export const SAMPLES: readonly TitledSample[] = [
  sample('average-woman', 'the average woman'),
  sample('average-man', 'the average man'),
  sample('old-woman', 'the average old woman'),
  sample('old-man', 'the average old man'),
  sample('drawn-girl', 'a drawn face'),
];
