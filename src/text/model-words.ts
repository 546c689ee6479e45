import { presentLanguage, texts } from './i18n.ts';

const ENGLISH = {
  smile: 'Smile',
  neutral: 'neutral',
  smiling: 'smiling',
  gender: 'Gender',
  male: 'male',
  female: 'female',
  Male: 'Male',
  Female: 'Female',
  age: 'Age',
  young: 'young',
  old: 'old',
  mouth: 'Mouth',
  closed: 'closed',
  open: 'open',
  hair: 'Hair',
  dark: 'dark',
  light: 'light',
  bangs: 'Bangs',
  noBangs: 'no bangs',
  withBangs: 'bangs',
  eyeglasses: 'Eyeglasses',
  noEyeglasses: 'no eyeglasses',
  withEyeglasses: 'eyeglasses',
  noGlasses: 'no glasses',
  withGlasses: 'glasses',
  Cat: 'Cat',
  Dog: 'Dog',
  Wild: 'Wild',
  Black: 'Black',
  Blond: 'Blond',
  Blue: 'Blue',
  Brown: 'Brown',
  Green: 'Green',
  Orange: 'Orange',
  Pink: 'Pink',
  Purple: 'Purple',
  Red: 'Red',
  Silver: 'Silver',
  facesPhotos: 'Faces',
  drawnHair: 'Drawn faces: hair colour',
  drawnMouth: 'Drawn faces: mouth',
} as const;

/** What models that many people have call their attributes and themselves. */
export const modelWordsText = texts('model-words', ENGLISH);

const KEYS = new Map(Object.entries(ENGLISH).map(([key, english]) => [english as string, key as keyof typeof ENGLISH]));
const WORDS: readonly string[] = ['title', 'off', 'on'];
const PARTS: readonly string[] = ['domains', 'attributes', 'names'];

/** By the thing; emptied by whoever reads them in another language. */
let known = new WeakMap<object, unknown>();
let knownIn = presentLanguage();

/** A manifest, or a part of one, with titles and ends in the language of the page; words that nobody has translated stay. The same for the same. */
export function worded<Thing>(thing: Thing): Thing {
  if (presentLanguage() === 'en' || typeof thing !== 'object' || thing === null) return thing;
  if (knownIn !== presentLanguage()) [known, knownIn] = [new WeakMap(), presentLanguage()];
  const before = known.get(thing);
  if (before !== undefined) return before as Thing;
  const made = (Array.isArray(thing)
    ? thing.map((each: unknown) => worded(each))
    : Object.fromEntries(Object.entries(thing).map(([key, value]: [string, unknown]) => [key, wordedValue(key, value)]))) as Thing;
  known.set(thing, made);
  return made;
}

function wordedValue(key: string, value: unknown): unknown {
  if (PARTS.includes(key)) return worded(value);
  if (!WORDS.includes(key) || typeof value !== 'string') return value;
  const word = KEYS.get(value);
  return word === undefined ? value : modelWordsText()[word];
}
