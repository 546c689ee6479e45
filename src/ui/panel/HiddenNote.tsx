import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { hiddenSettings } from '../../state/hidden-settings.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import styles from './FaceNote.module.css';

/** Says which edits this model cannot show; they wait for one that can. */
export function HiddenNote(): ReactNode {
  const titles = useEditorState(hiddenSettings);
  if (titles.length === 0) return null;
  return (
    <p className={styles['note']} role="status">
      <Info size={14} />
      <span>{panelText().cannotShow({ titles: titles.map((title) => `“${title}”`).join(panelText().comma) })}</span>
    </p>
  );
}
