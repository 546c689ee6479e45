import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { bundledModels } from './bridge/bundle-catalog.ts';
import { createEngineClient } from './bridge/create-engine-client.ts';
import { createFaceFinder } from './bridge/create-face-finder.ts';
import { createOfflineCopy } from './bridge/offline-copy.ts';
import { createModelLibrary } from './bridge/create-model-library.ts';
import { createSessionKeeper } from './bridge/create-session-keeper.ts';
import { pageStorage } from './bridge/page-storage.ts';
import { whenIdle } from './bridge/when-idle.ts';
import { refreshPreferences } from './state/commands/preferences.ts';
import { refreshPresets, takeSharedPreset } from './state/commands/presets.ts';
import { startUp } from './state/commands/start-up.ts';
import { startKeeping } from './state/effects/keep-offline.ts';
import { createEditor } from './state/editor.ts';
import { showLanguage } from './text/i18n.ts';
import { languageFor } from './text/language.ts';
import { App, fetchSoon } from './ui/App.tsx';
import { followPages } from './ui/page-history.ts';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('Expected an element with id "root" in index.html but received none.');
// What weighs begins once the page is painted.
const painted = whenIdle();
const editor = createEditor({ engine: createEngineClient({ startsAfter: painted }), library: createModelLibrary(), finder: createFaceFinder(), keeper: createSessionKeeper() }, { models: bundledModels(), preferenceStore: pageStorage() });
// Before the fragment is made the page's own.
takeSharedPreset(editor, location.hash);
followPages(editor);
// Another tab chose otherwise.
window.addEventListener('storage', () => { refreshPreferences(editor); refreshPresets(editor); });
// The development server's files change under any copy.
if (import.meta.env.PROD) startKeeping(editor.store, createOfflineCopy(new URL('service-worker.js', document.baseURI).href));
// Nothing is painted in a language that is changed at once; where its texts cannot be had, the page says so in English.
await showLanguage(languageFor(editor.store.getState().view.preferences.language, navigator.languages)).catch(() => undefined);
createRoot(root).render(<StrictMode><App editor={editor} /></StrictMode>);
void painted.then(fetchSoon);
void startUp(editor, painted);
