import { useEffect, useState, type ReactNode } from 'react';
import { handToBatch } from '../../state/commands/hand-to-batch.ts';
import { openFiles } from '../../state/commands/open-picture.ts';
import { useEditor } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import styles from './DropTarget.module.css';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Takes files that are dropped or pasted anywhere on the page. */
export function DropTarget(): ReactNode {
  const editor = useEditor();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    // Entering a child leaves its parent: only when as many were left as entered is the pointer gone.
    let depth = 0;
    const step = (by: number): void => {
      depth = Math.max(0, depth + by);
      setOver(depth > 0);
    };
    window.addEventListener('dragenter', (event) => { if (hasFiles(event)) step(1); }, { signal });
    window.addEventListener('dragleave', (event) => { if (hasFiles(event)) step(-1); }, { signal });
    window.addEventListener('dragover', (event) => { if (hasFiles(event)) event.preventDefault(); }, { signal });
    window.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      // A part of the page that takes files itself has prevented the browser's way already.
      const isTaken = event.defaultPrevented;
      event.preventDefault();
      step(-depth);
      if (isTaken || !event.dataTransfer || handToBatch(editor, event.dataTransfer.items)) return;
      void openFiles(editor, [...event.dataTransfer.files]);
    }, { signal });
    window.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void openFiles(editor, files);
    }, { signal });
    return () => { abort.abort(); };
  }, [editor]);
  return isOver ? <div className={styles['veil']} aria-hidden="true"><span className={styles['words']}>{controlsText().dropToOpen}</span></div> : null;
}
