import { texts } from './i18n.ts';

/**
 * Sentences of rooms that work at the command line and in workers too: they are written in English where they arise, and the
 * page finds another language's by that.
 */
export const sentencesText = texts<Record<string, string>>('sentences', {});

/** A sentence of another room in the language of the page; in English, and where nobody has translated it, as it is. */
export function inWords(sentence: string): string {
  const known = sentencesText();
  const exact = known[sentence];
  if (exact !== undefined) return exact;
  for (const [english, words] of Object.entries(known)) {
    const values = english.includes('{') ? patternOf(english).exec(sentence)?.groups : undefined;
    if (values) return words.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
  }
  return sentence;
}

/** By the sentence: rows of a table ask again at every paint. */
const patterns = new Map<string, RegExp>();

/** What a sentence with places looks like. */
function patternOf(english: string): RegExp {
  const known = patterns.get(english);
  if (known) return known;
  const source = english.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 1 ? `(?<${part}>.+)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('');
  const pattern = new RegExp(`^${source}$`, 's');
  patterns.set(english, pattern);
  return pattern;
}
