import type { Editor } from '../editor.ts';
import { readPreferences, writePreferences, type Preferences } from '../preferences.ts';

/** Changes what the app remembers between visits. */
export function setPreferences({ store, preferenceStore }: Editor, change: Partial<Preferences>): void {
  const preferences = { ...store.getState().view.preferences, ...change };
  store.setState(({ view }) => ({ view: { ...view, preferences } }));
  writePreferences(preferenceStore, preferences);
}

/** Takes over what another tab has chosen. */
export function refreshPreferences({ store, preferenceStore }: Editor): void {
  const preferences = readPreferences(preferenceStore);
  if (JSON.stringify(preferences) !== JSON.stringify(store.getState().view.preferences)) store.setState(({ view }) => ({ view: { ...view, preferences } }));
}
