import { useEffect, useRef, type ReactNode } from 'react';
import { panelText } from '../../text/panel.ts';
import styles from './ReferenceCard.module.css';

interface ReferenceCropProps {
  /** Undefined until it is read. */
  readonly crop: ImageBitmap | undefined;
  readonly name: string;
}

/** The reference as the model takes it: found, aligned and cut. */
export function ReferenceCrop({ crop, name }: ReferenceCropProps): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context || !crop) return;
    context.imageSmoothingQuality = 'high';
    context.drawImage(crop, 0, 0, context.canvas.width, context.canvas.height);
  }, [crop]);
  const sidePx = crop?.width ?? 64;
  return <canvas ref={ref} className={styles['crop']} width={sidePx} height={sidePx} role="img" aria-label={panelText().cropOf({ name })} data-read={crop !== undefined} />;
}
