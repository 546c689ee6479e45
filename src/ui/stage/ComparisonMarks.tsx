import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { HEAT_STOPS } from '../../core/difference.ts';
import { flicker } from '../../state/commands/view.ts';
import { editedPane } from '../../state/panes.ts';
import { paintablePatches } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import styles from './ComparisonMarks.module.css';
import { SplitDivider } from './SplitDivider.tsx';

/** How long each of the two is seen: slow enough to be nobody's danger. */
const TURN_MS = 900;

const CALM = window.matchMedia('(prefers-reduced-motion: reduce)');

function follow(listener: () => void): () => void {
  CALM.addEventListener('change', listener);
  return () => { CALM.removeEventListener('change', listener); };
}

/** The two take turns; for who wants little motion, at their own pace. */
function Flicker(): ReactNode {
  const editor = useEditor();
  const isCalm = useSyncExternalStore(follow, () => CALM.matches);
  const isOriginal = useEditorState(({ view }) => view.isFlickerOriginal);
  useEffect(() => {
    if (isCalm) return undefined;
    const timer = setInterval(() => { flicker(editor); }, TURN_MS);
    return () => { clearInterval(timer); };
  }, [editor, isCalm]);
  const text = isOriginal ? 'Before' : 'After';
  if (!isCalm) return <span className={styles['chip']} aria-hidden="true">{text}</span>;
  return <button type="button" className={styles['chip']} aria-label={`${text}. Show ${isOriginal ? 'after' : 'before'}`} onClick={() => { flicker(editor); }}>{text}<span className={styles['switch']}>Switch</span></button>;
}

/** What the colours of the heat map mean. */
function Legend(): ReactNode {
  const hasEdit = useEditorState((state) => paintablePatches(state).some(({ patch }) => patch.bitmap !== undefined));
  if (!hasEdit) return <p className={styles['legend']}>Nothing differs from the original</p>;
  const ramp = HEAT_STOPS.map(({ colour }) => `rgb(${colour.join(' ')})`).join(', ');
  return (
    <figure className={styles['legend']} aria-label="What the colours mean">
      <figcaption>How much a pixel changed, of 255</figcaption>
      <span className={styles['ramp']} style={{ background: `linear-gradient(to right, ${ramp})` }} />
      <span className={styles['ticks']}>{HEAT_STOPS.map(({ difference }, i) => <span key={difference}>{`${difference}${i === HEAT_STOPS.length - 1 ? ' and more' : ''}`}</span>)}</span>
      <span className={styles['fine']}>Grey: less than {HEAT_STOPS[0].difference}, which nobody sees</span>
    </figure>
  );
}

/** What is laid over the picture while it is compared: the line between the two, or which is which. */
export function ComparisonMarks(): ReactNode {
  const { isOn, mode } = useEditorState(({ view }) => ({ isOn: view.compare.isOn, mode: view.compare.mode }));
  const pane = useEditorState(({ view }) => editedPane(view));
  if (isOn && mode === 'divider') return <SplitDivider />;
  if (!isOn || mode !== 'side-by-side') return null;
  const { xPx, yPx, widthPx, heightPx, pixelRatio } = pane;
  const place = { left: xPx / pixelRatio, top: yPx / pixelRatio, width: widthPx / pixelRatio, height: heightPx / pixelRatio };
  return (
    <>
      <span className={styles['pane']} style={{ ...place, left: 0, top: 0 }}><span className={styles['name']}>Before</span></span>
      <span className={styles['pane']} data-edited="true" style={place}><span className={styles['name']}>After</span></span>
    </>
  );
}

/** What is said of the comparison beside the picture, which takes hold of every pointer. */
export function ComparisonNotes(): ReactNode {
  const { isOn, mode, isHolding } = useEditorState(({ view }) => ({ isOn: view.compare.isOn, mode: view.compare.mode, isHolding: view.isHoldingOriginal }));
  if (!isOn || isHolding) return null;
  if (mode === 'flicker') return <Flicker />;
  return mode === 'difference' ? <Legend /> : null;
}
