import { count, createI18n, strings, transform, type params, type TranslationFunction, type Translations } from '@nanostores/i18n';
import { atom } from 'nanostores';
import { loadPart } from '../core/part.ts';
import type { Language } from './language.ts';

const language = atom<Language>('en');

const i18n = createI18n<Language, 'en'>(language, { baseLocale: 'en', get: () => Promise.resolve([]) });

/** A text with `{names}` for values. The library's own reads "$&" in a file's name as a pattern; here values stay as they are. */
export const filled = transform((_language, text: string, values: Readonly<Record<string, string | number>>) => (
  strings(text, (each) => each.replace(/\{(\w+)\}/g, (name, key: string) => String(values[key] ?? name)))
)) as typeof params;

/** A text for one and one for several, with `{count}` in it. */
export const counted = count;

/** One area's English texts, and the way to have them in the language of the page. */
export function texts<Body extends Translations>(area: string, english: Body): () => Body {
  const store = i18n(area, english);
  // Never at rest: a store without listeners would be made anew for each text.
  store.listen(() => undefined);
  return () => store.get();
}

/** What another language needs for an area: every key, numbers by their forms. */
export type Translated<Text extends () => Translations> = {
  readonly [Key in keyof ReturnType<Text>]: ReturnType<Text>[Key] extends TranslationFunction<[number]> ? { readonly other: string } : string;
};

/** The language that texts are in now. */
export function presentLanguage(): Language {
  return language.get();
}

/** Tells when texts are in another language. */
export function onLanguage(listener: () => void): () => void {
  return language.listen(listener);
}

/** What was asked for last: messages that come late for another one change nothing. */
let asked: Language = 'en';

/**
 * Puts texts into a language, whose messages are fetched when they are first wanted.
 * @throws AppError `part-unreachable`
 */
export async function showLanguage(wanted: Language): Promise<void> {
  asked = wanted;
  const cache: Partial<Record<Language, Translations>> = i18n.cache;
  if (wanted === 'zh-CN' && !('zh-CN' in cache)) {
    const { messages } = await loadPart('the Chinese texts', () => import('./zh/messages.ts'));
    cache['zh-CN'] = messages as unknown as Translations;
  }
  if (asked === wanted) language.set(wanted);
}
