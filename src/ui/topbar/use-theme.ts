import { useEffect, useSyncExternalStore } from 'react';
import { useEditorState } from '../../state/use-editor.ts';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

function onSystemChange(listener: () => void): () => void {
  systemIsDark.addEventListener('change', listener);
  return () => { systemIsDark.removeEventListener('change', listener); };
}

/** True while the page is dark. */
export function useIsDark(): boolean {
  const theme = useEditorState(({ view }) => view.preferences.theme);
  const isSystemDark = useSyncExternalStore(onSystemChange, () => systemIsDark.matches);
  return theme === 'system' ? isSystemDark : theme === 'dark';
}

/** Puts the chosen theme on the page. */
export function useTheme(): void {
  const theme = useEditorState(({ view }) => view.preferences.theme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
