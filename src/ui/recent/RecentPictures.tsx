import { ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { openRecent } from '../../state/commands/sessions.ts';
import { formatAgo } from '../../state/format.ts';
import type { RecentSession } from '../../state/slices/session-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { BlobImage } from '../controls/BlobImage.tsx';
import styles from './RecentPictures.module.css';

function RecentPicture({ session: { id, name, ageMs, thumbnail, isOpenElsewhere } }: { readonly session: RecentSession }): ReactNode {
  const editor = useEditor();
  const when = isOpenElsewhere ? controlsText().inAnotherTab : formatAgo(ageMs);
  return (
    <li>
      <button
        type="button" className={styles['picture']} aria-label={controlsText().goOnWith({ name, when })} title={isOpenElsewhere ? controlsText().opensCopy({ name }) : name}
        onClick={() => { void openRecent(editor, id); }}
      >
        <span className={styles['thumb']}>{thumbnail ? <BlobImage blob={thumbnail} alt="" /> : <ImageOff size={18} />}</span>
        <span className={styles['name']}>{name}</span>
        <span className={styles['when']}>{when}</span>
      </button>
    </li>
  );
}

/** The last pictures with everything that was done to them. */
export function RecentPictures(): ReactNode {
  const recent = useEditorState(({ session }) => session.recent);
  return <ul className={styles['list']} aria-label={controlsText().recentTitle}>{recent.map((session) => <RecentPicture key={session.id} session={session} />)}</ul>;
}
