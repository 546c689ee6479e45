import { useEffect, useRef, useState, type ReactNode } from 'react';
import { MASK_CELLS, readMask } from '../../core/brush-mask.ts';
import { beginStroke } from '../../state/commands/paint-mask.ts';
import { selectedFace } from '../../state/face-selectors.ts';
import { currentView } from '../../state/selectors.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { stageBrush } from '../stage/stage-brush.ts';
import { BrushBar } from './BrushBar.tsx';
import styles from './BrushTool.module.css';

/** Opacity of the red over what is wholly released. */
const TINT = 0.42;

/** What is released of the selected face, in red over it. */
function Tint({ mask }: { readonly mask: string }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(MASK_CELLS, MASK_CELLS);
    for (const [i, kept] of readMask(mask).entries()) image.data.set([224, 48, 48, (255 - kept) * TINT], i * 4);
    context.putImageData(image, 0, 0);
  }, [mask]);
  return <canvas ref={canvas} className={styles['tint']} width={MASK_CELLS} height={MASK_CELLS} />;
}

/** A ring as large as the brush, about the pointer; the inner one is where its feather begins. */
function Ring({ diameter }: { readonly diameter: number }): ReactNode {
  const ring = useRef<HTMLDivElement>(null);
  const { isKeeping, feather } = useEditorState(({ view }) => view.brush);
  useEffect(() => {
    const surface = ring.current?.parentElement?.parentElement;
    const follow = (event: PointerEvent): void => {
      if (!ring.current || !surface) return;
      const { left, top } = surface.getBoundingClientRect();
      ring.current.style.translate = `${event.clientX - left}px ${event.clientY - top}px`;
      ring.current.dataset['seen'] = String(event.type !== 'pointerleave');
    };
    const types = ['pointermove', 'pointerdown', 'pointerleave'] as const;
    for (const type of types) surface?.addEventListener(type, follow);
    return () => { for (const type of types) surface?.removeEventListener(type, follow); };
  }, []);
  return (
    <div ref={ring} className={styles['ring']} data-seen="false" style={{ width: diameter, height: diameter, marginLeft: -diameter / 2, marginTop: -diameter / 2 }}>
      {feather > 0 && <span className={styles['inner']} style={{ inset: (diameter / 2) * feather }} />}
      <span className={styles['sign']}>{isKeeping ? '+' : '−'}</span>
    </div>
  );
}

/** The brush over the picture: what it has released, and where it is. */
export function BrushTool(): ReactNode {
  const face = useEditorState(selectedFace);
  const view = useEditorState(currentView);
  const { pixelRatio, size } = useEditorState((state) => ({ pixelRatio: state.view.stage.pixelRatio, size: state.view.brush.size }));
  const [isMaskShown, setMaskShown] = useState(true);
  useEffect(() => {
    stageBrush.begin = beginStroke;
    return () => { stageBrush.begin = undefined; };
  }, []);
  if (!face || !view) return null;
  const { square: { centreXPx, centreYPx, sidePx, rotationRad }, mask } = face;
  const toCss = view.scale / pixelRatio;
  const side = sidePx * toCss;
  const place = { left: view.offsetXPx / pixelRatio + centreXPx * toCss - side / 2, top: view.offsetYPx / pixelRatio + centreYPx * toCss - side / 2 };
  return (
    <>
      <div className={styles['layer']}>
        {isMaskShown && mask !== undefined && <div className={styles['square']} style={{ ...place, width: side, height: side, rotate: `${rotationRad}rad` }}><Tint mask={mask} /></div>}
        <Ring diameter={size * side} />
      </div>
      <BrushBar canClear={mask !== undefined} isMaskShown={isMaskShown} onShowMask={setMaskShown} />
    </>
  );
}
