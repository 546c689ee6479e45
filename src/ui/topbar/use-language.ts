import { useEffect, useRef, useSyncExternalStore } from 'react';
import { notifyFailure } from '../../state/commands/notices.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { onLanguage, presentLanguage, showLanguage } from '../../text/i18n.ts';
import { languageFor, type Language } from '../../text/language.ts';

/** On the button whose menu changes the language: it has the focus again once the page is made anew. */
export const SETTINGS_BUTTON = 'data-settings';

/** Puts the page into the chosen language, or the browser's; what it is in now. */
export function useLanguage(): Language {
  const { store } = useEditor();
  const choice = useEditorState(({ view }) => view.preferences.language);
  const language = useSyncExternalStore(onLanguage, presentLanguage);
  const shown = useRef(language);
  useEffect(() => {
    showLanguage(languageFor(choice, navigator.languages)).catch((thrown: unknown) => { notifyFailure(store, thrown, controlsText().languageNotLoaded); });
  }, [choice, store]);
  useEffect(() => {
    document.documentElement.lang = language;
    if (shown.current !== language) document.querySelector<HTMLElement>(`[${SETTINGS_BUTTON}]`)?.focus();
    shown.current = language;
  }, [language]);
  return language;
}
