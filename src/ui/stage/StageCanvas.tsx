import { useEffect, useRef, type ReactNode } from 'react';
import { setStageSize } from '../../state/commands/view.ts';
import type { Editor } from '../../state/editor.ts';
import { useEditor } from '../../state/use-editor.ts';
import { differsInRender, differsInRenderAlone, paint, sceneOf, type Scene } from './painter.ts';
import styles from './Stage.module.css';

/** Keeps the canvas as many device pixels large as it is shown. */
function followSize(canvas: HTMLCanvasElement, editor: Editor): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const pixelRatio = window.devicePixelRatio;
    const { width, height } = entry.contentRect;
    const exact = 'devicePixelContentBoxSize' in entry ? entry.devicePixelContentBoxSize[0] : undefined;
    // An emulated device reports the host's pixels here.
    const isExact = exact !== undefined && Math.abs(exact.inlineSize - width * pixelRatio) < 1;
    const widthPx = isExact ? exact.inlineSize : Math.round(width * pixelRatio);
    const heightPx = isExact ? exact.blockSize : Math.round(height * pixelRatio);
    if (widthPx > 0 && heightPx > 0) setStageSize(editor, { widthPx, heightPx, pixelRatio });
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }
  return () => { observer.disconnect(); };
}

/** Paints straight from the store, past React: a render at once, everything else with the next frame. */
function paintFromStore(canvas: HTMLCanvasElement, editor: Editor): () => void {
  const context = canvas.getContext('2d');
  if (!context) return () => undefined;
  let painted: Scene | undefined;
  let frame = 0;
  const draw = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    const state = editor.store.getState();
    const scene = sceneOf(state);
    paint(context, scene, painted, state);
    painted = scene;
  };
  draw();
  const unsubscribe = editor.store.subscribe(() => {
    const scene = sceneOf(editor.store.getState());
    // A canvas that changes size is blank until it is painted, so that cannot wait either.
    if (!painted || scene.stage !== painted.stage) draw();
    else if (!differsInRenderAlone(scene, painted)) frame ||= requestAnimationFrame(draw);
    else if (differsInRender(scene, painted)) draw();
  });
  return () => {
    unsubscribe();
    cancelAnimationFrame(frame);
  };
}

/** The picture with its edit. */
export function StageCanvas({ label }: { readonly label: string }): ReactNode {
  const editor = useEditor();
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    const stops = [followSize(canvas, editor), paintFromStore(canvas, editor)];
    return () => { for (const stop of stops) stop(); };
  }, [editor]);
  return <canvas ref={ref} className={styles['canvas']} role="img" aria-label={label} />;
}
