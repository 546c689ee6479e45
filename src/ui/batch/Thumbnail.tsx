import { useEffect, useRef, type ReactNode } from 'react';
import { useBatchState } from '../../state/batch/page-batch.ts';
import styles from './Thumbnail.module.css';

const HEIGHT_PX = 80;
/** Rows that a person scrolls past are not worth decoding. */
const REST_MS = 150;

/** A small picture of a file, decoded only while its row is in sight. */
export function Thumbnail({ path }: { readonly path: string }): ReactNode {
  const source = useBatchState((state) => state.source);
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isGone = false;
    const draw = async (): Promise<void> => {
      const file = await source?.open(path);
      const bitmap = file && await createImageBitmap(file, { resizeHeight: HEIGHT_PX, resizeQuality: 'medium' });
      const canvas = ref.current;
      if (bitmap && canvas && !isGone) {
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      }
      bitmap?.close();
    };
    // What cannot be shown has its reason beside it.
    const timer = setTimeout(() => { draw().catch(() => undefined); }, REST_MS);
    return () => { isGone = true; clearTimeout(timer); };
  }, [source, path]);
  return <canvas ref={ref} className={styles['thumbnail']} width={1} height={1} aria-hidden="true" />;
}
