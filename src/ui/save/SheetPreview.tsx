import { useEffect, useState, type ReactNode } from 'react';
import { previewContactSheet } from '../../state/commands/save-contact-sheet.ts';
import type { SheetRow } from '../../state/contact-sheet.ts';
import { useEditor } from '../../state/use-editor.ts';
import { BlobImage } from '../controls/BlobImage.tsx';
import styles from './SheetPreview.module.css';

const CELL_PX = 96;
/** What is typed is rendered once it rests. */
const REST_MS = 350;

/** The sheet as it will be saved. */
export function SheetPreview({ rows, strengths }: { readonly rows: readonly SheetRow[]; readonly strengths: readonly number[] }): ReactNode {
  const editor = useEditor();
  const [preview, setPreview] = useState<{ readonly of: string; readonly blob: Blob }>();
  const wanted = JSON.stringify({ rows, strengths });
  useEffect(() => {
    const controller = new AbortController();
    const options = JSON.parse(wanted) as { readonly rows: readonly SheetRow[]; readonly strengths: readonly number[] };
    const timer = setTimeout(() => {
      previewContactSheet(editor, { ...options, cellPx: CELL_PX }, controller.signal).then((blob) => { setPreview({ of: wanted, blob }); }, () => undefined);
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [editor, wanted]);
  return (
    <div className={styles['preview']} data-current={preview?.of === wanted}>
      {preview ? <BlobImage blob={preview.blob} alt="The contact sheet as it will be saved" /> : <span role="status">Rendering the sheet</span>}
    </div>
  );
}
