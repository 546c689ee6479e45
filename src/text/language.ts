/** The languages of the interface. */
export type Language = 'en' | 'zh-CN';

/** What a person chose: one of them, or the browser's. */
export type LanguageChoice = Language | 'browser';

/** Each in its own words, so that whoever came into the wrong one finds the way out. */
export const LANGUAGE_TITLES: readonly { readonly value: Language; readonly title: string }[] = [{ value: 'en', title: 'English' }, { value: 'zh-CN', title: '简体中文' }];

/** True for a value that names a language of the interface. */
export function isLanguage(value: unknown): value is Language {
  return LANGUAGE_TITLES.some((language) => language.value === value);
}

/** The language for a choice: the first of the browser's that there is; for any Chinese the simplified one. */
export function languageFor(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'browser') return choice;
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}
