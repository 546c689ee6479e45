import { useEffect, useEffectEvent, useRef, type ReactNode, type RefObject } from 'react';
import { shownFiles } from '../../state/batch/batch-store.ts';
import { useBatchState } from '../../state/batch/page-batch.ts';
import { classNames } from '../controls/class-names.ts';
import styles from './Thumbnail.module.css';

const HEIGHT_PX = 80;
const LARGE_PX = 336;
/** Rows that a person scrolls past are not worth decoding. */
const REST_MS = 150;

/** Draws a file's picture, once it rests: that of a path in a folder. */
function useSmallPicture(folder: object | undefined, path: string, heightPx: number, read: () => Promise<Blob | undefined>): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const readNow = useEffectEvent(read);
  useEffect(() => {
    let isGone = false;
    const draw = async (): Promise<void> => {
      const file = await readNow();
      const bitmap = file && await createImageBitmap(file, { resizeHeight: heightPx, resizeQuality: 'medium' });
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
  }, [folder, path, heightPx]);
  return ref;
}

function Result({ output, heightPx }: { readonly output: string; readonly heightPx: number }): ReactNode {
  const sink = useBatchState((state) => shownFiles(state).sink);
  const ref = useSmallPicture(sink, output, heightPx, async () => sink?.read(output));
  return <canvas ref={ref} className={styles['after']} width={1} height={1} />;
}

/** A small picture of a file, decoded only while its row is in sight: its result once there is one, under the pointer or a finger the original. */
export function Thumbnail({ path, output, isLarge = false }: { readonly path: string; readonly output: string | undefined; readonly isLarge?: boolean }): ReactNode {
  const heightPx = isLarge ? LARGE_PX : HEIGHT_PX;
  const source = useBatchState((state) => state.source);
  const ref = useSmallPicture(source, path, heightPx, async () => source?.open(path));
  return (
    <span className={classNames(styles['pair'], isLarge && styles['large'])} aria-hidden="true">
      <canvas ref={ref} className={styles['thumbnail']} width={1} height={1} />
      {output !== undefined && <Result output={output} heightPx={heightPx} />}
    </span>
  );
}
