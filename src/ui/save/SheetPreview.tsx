import { dialogsText } from '../../text/dialogs.ts';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { BlobImage } from '../controls/BlobImage.tsx';
import styles from './SheetPreview.module.css';

/** What is typed is rendered once it rests. */
const REST_MS = 350;

interface SheetPreviewProps {
  /** What it is a picture of: made anew when that changes. */
  readonly of: string;
  readonly alt: string;
  readonly make: (signal: AbortSignal) => Promise<Blob>;
}

/** A sheet or a strip as it will be saved. */
export function SheetPreview({ of, alt, make }: SheetPreviewProps): ReactNode {
  const [preview, setPreview] = useState<{ readonly of: string; readonly blob: Blob }>();
  const start = useEffectEvent((signal: AbortSignal) => make(signal));
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => { start(controller.signal).then((blob) => { setPreview({ of, blob }); }, () => undefined); }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [of]);
  return (
    <div className={styles['preview']} data-current={preview?.of === of}>
      {preview ? <BlobImage blob={preview.blob} alt={alt} /> : <span role="status">{dialogsText().renderingPreview}</span>}
    </div>
  );
}
