export type Theme = 'system' | 'light' | 'dark';

/** What the app remembers of a person's choices between visits; nothing of their pictures. */
export interface Preferences {
  readonly theme: Theme;
  /** Shortcuts of one bare key can be turned off, for speech input. */
  readonly hasSingleKeys: boolean;
  /** Pictures and edits stay in this browser, so that a reload loses nothing. */
  readonly keepsSessions: boolean;
}

/** Where preferences lie; `localStorage` in the app. */
export type PreferenceStore = Pick<Storage, 'getItem' | 'setItem'>;

export const DEFAULT_PREFERENCES: Preferences = { theme: 'system', hasSingleKeys: true, keepsSessions: true };

export const PREFERENCES_KEY = 'mien.preferences';

/** The stored preferences; the defaults where nothing usable is stored. */
export function readPreferences(store: PreferenceStore | undefined): Preferences {
  try {
    const stored: unknown = JSON.parse(store?.getItem(PREFERENCES_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return DEFAULT_PREFERENCES;
    const theme = 'theme' in stored && (stored.theme === 'light' || stored.theme === 'dark') ? stored.theme : 'system';
    const hasSingleKeys = !('hasSingleKeys' in stored && stored.hasSingleKeys === false);
    return { theme, hasSingleKeys, keepsSessions: !('keepsSessions' in stored && stored.keepsSessions === false) };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** Keeps preferences where the browser allows it; a full or forbidden store only forgets them. */
export function writePreferences(store: PreferenceStore | undefined, preferences: Preferences): void {
  try {
    store?.setItem(PREFERENCES_KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may refuse: the choice then lasts as long as the page.
  }
}
