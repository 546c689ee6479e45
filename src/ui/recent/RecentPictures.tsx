import { ImageOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { openRecent } from '../../state/commands/sessions.ts';
import { formatAgo } from '../../state/format.ts';
import type { RecentSession } from '../../state/slices/session-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import styles from './RecentPictures.module.css';

function Thumbnail({ blob }: { readonly blob: Blob | undefined }): ReactNode {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => { URL.revokeObjectURL(made); };
  }, [blob]);
  return url === undefined ? <span className={styles['none']}><ImageOff size={18} /></span> : <img src={url} alt="" draggable={false} />;
}

function RecentPicture({ session: { id, name, savedAtMs, thumbnail, isOpenElsewhere } }: { readonly session: RecentSession }): ReactNode {
  const editor = useEditor();
  const when = isOpenElsewhere ? 'in another tab' : formatAgo(Date.now() - savedAtMs);
  return (
    <li>
      <button
        type="button" className={styles['picture']} aria-label={`Go on with ${name}, ${when}`} title={isOpenElsewhere ? `${name}: opens a copy, another tab works on it` : name}
        onClick={() => { void openRecent(editor, id); }}
      >
        <span className={styles['thumb']}><Thumbnail blob={thumbnail} /></span>
        <span className={styles['name']}>{name}</span>
        <span className={styles['when']}>{when}</span>
      </button>
    </li>
  );
}

/** The last pictures with everything that was done to them. */
export function RecentPictures(): ReactNode {
  const recent = useEditorState(({ session }) => session.recent);
  return <ul className={styles['list']} aria-label="Recent pictures">{recent.map((session) => <RecentPicture key={session.id} session={session} />)}</ul>;
}
