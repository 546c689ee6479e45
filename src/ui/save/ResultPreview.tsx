import { Copy, Share2 } from 'lucide-react';
import { useEffect, useState, type DragEvent, type ReactNode } from 'react';
import { canShare, copyPicture, sharePicture, smallPicture } from '../../state/commands/hand-out.ts';
import type { EncodedContents } from '../../state/commands/save-picture.ts';
import { formatBytes } from '../../state/format.ts';
import { useEditor } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { Button } from '../controls/Button.tsx';
import { BlobImage } from '../controls/BlobImage.tsx';
import styles from './ResultPreview.module.css';

/** Time for whoever takes the file to read it. */
const REVOKE_AFTER_MS = 60_000;

interface ResultPreviewProps {
  readonly fileName: string;
  /** Undefined while it is being made. */
  readonly contents: EncodedContents | undefined;
}

/** The file to come: how large it is, and other ways to take it along than saving. */
export function ResultPreview({ fileName, contents }: ResultPreviewProps): ReactNode {
  const editor = useEditor();
  const [small, setSmall] = useState<Blob>();
  useEffect(() => { void smallPicture(editor).then(setSmall); }, [editor]);
  const file = contents && new File([contents.blob], fileName, { type: contents.mimeType });
  const drag = (event: DragEvent): void => {
    if (!file) { event.preventDefault(); return; }
    const url = URL.createObjectURL(file);
    setTimeout(() => { URL.revokeObjectURL(url); }, REVOKE_AFTER_MS);
    event.dataTransfer.effectAllowed = 'copy';
    // Chromium writes the file where it is dropped; other pages take it as a file.
    event.dataTransfer.setData('DownloadURL', `${file.type}:${file.name}:${url}`);
    event.dataTransfer.items.add(file);
  };
  return (
    <div className={styles['result']}>
      <span className={styles['picture']} draggable={file !== undefined} title={dialogsText().dragOut} onDragStart={drag}>
        {small && <BlobImage blob={small} alt={dialogsText().editedPicture} />}
      </span>
      <div className={styles['facts']}>
        <span className={styles['size']} role="status">{contents ? formatBytes(contents.blob.size) : dialogsText().workingOutSize}</span>
        <span className={styles['hint']}>{dialogsText().dragOr}</span>
        <span className={styles['buttons']}>
          <Button onClick={() => { void copyPicture(editor); }}><Copy size={14} />{dialogsText().copyPng}</Button>
          {file && canShare(file) && <Button onClick={() => { void sharePicture(editor, file); }}><Share2 size={14} />{dialogsText().share}</Button>}
        </span>
      </div>
    </div>
  );
}
