import { useEffect } from 'react';
import { useEditorState } from '../../state/use-editor.ts';

/** Puts the chosen theme on the page. */
export function useTheme(): void {
  const theme = useEditorState(({ view }) => view.preferences.theme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
