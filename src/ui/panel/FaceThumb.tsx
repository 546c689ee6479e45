import { memo, useEffect, useRef, type ReactNode } from 'react';
import type { FaceDocument } from '../../state/edit-document.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';
import styles from './FaceThumb.module.css';

/** In CSS pixels; the style sheet knows it too. */
const THUMB_PX = 44;

/** Draws the square's part of the picture, upright. */
function drawThumb(canvas: HTMLCanvasElement, { preview, widthPx }: OpenPicture, square: FaceDocument['square']): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = canvas.width / square.sidePx;
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate(-square.rotationRad);
  context.scale(scale, scale);
  context.translate(-square.centreXPx, -square.centreYPx);
  const previewScale = widthPx / preview.width;
  context.drawImage(preview, 0, 0, preview.width * previewScale, preview.height * previewScale);
}

/** A face as it lies in the picture, upright. */
export const FaceThumb = memo(function FaceThumb({ square, picture }: { readonly square: FaceDocument['square']; readonly picture: OpenPicture }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => { if (ref.current) drawThumb(ref.current, picture, square); }, [picture, square]);
  const sizePx = Math.round(THUMB_PX * window.devicePixelRatio);
  return <canvas ref={ref} className={styles['thumb']} width={sizePx} height={sizePx} aria-hidden="true" />;
});
