import type { Editor } from '../editor.ts';
import { writePreferences, type Preferences } from '../preferences.ts';

/** Changes what the app remembers between visits. */
export function setPreferences({ store, preferenceStore }: Editor, change: Partial<Preferences>): void {
  const preferences = { ...store.getState().view.preferences, ...change };
  store.setState(({ view }) => ({ view: { ...view, preferences } }));
  writePreferences(preferenceStore, preferences);
}
