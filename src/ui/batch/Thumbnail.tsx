import { useEffect, useEffectEvent, useRef, type ReactNode, type RefObject } from 'react';
import { useBatchState } from '../../state/batch/page-batch.ts';
import styles from './Thumbnail.module.css';

const HEIGHT_PX = 80;
/** Rows that a person scrolls past are not worth decoding. */
const REST_MS = 150;

/** Draws a file's picture, once it rests: that of a path in a folder. */
function useSmallPicture(folder: object | undefined, path: string, read: () => Promise<Blob | undefined>): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const readNow = useEffectEvent(read);
  useEffect(() => {
    let isGone = false;
    const draw = async (): Promise<void> => {
      const file = await readNow();
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
  }, [folder, path]);
  return ref;
}

function Result({ output }: { readonly output: string }): ReactNode {
  const sink = useBatchState((state) => state.sink);
  const ref = useSmallPicture(sink, output, async () => sink?.read(output));
  return <canvas ref={ref} className={styles['after']} width={1} height={1} />;
}

/** A small picture of a file, decoded only while its row is in sight: its result once there is one, under the pointer or a finger the original. */
export function Thumbnail({ path, output }: { readonly path: string; readonly output: string | undefined }): ReactNode {
  const source = useBatchState((state) => state.source);
  const ref = useSmallPicture(source, path, async () => source?.open(path));
  return (
    <span className={styles['pair']} aria-hidden="true">
      <canvas ref={ref} className={styles['thumbnail']} width={1} height={1} />
      {output !== undefined && <Result output={output} />}
    </span>
  );
}
