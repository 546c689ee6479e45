import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { HEAT_STOPS } from '../../core/difference.ts';
import { flicker } from '../../state/commands/view.ts';
import { editedPane } from '../../state/panes.ts';
import { paintablePatches } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
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
  const text = isOriginal ? stageText().before : stageText().after;
  if (!isCalm) return <span className={styles['chip']} aria-hidden="true">{text}</span>;
  return <button type="button" className={styles['chip']} aria-label={isOriginal ? stageText().showAfter({ text }) : stageText().showBefore({ text })} onClick={() => { flicker(editor); }}>{text}<span className={styles['switch']}>{stageText().switch}</span></button>;
}

/** What the colours of the heat map mean. */
function Legend(): ReactNode {
  const hasEdit = useEditorState((state) => paintablePatches(state).some(({ patch }) => patch.bitmap !== undefined));
  if (!hasEdit) return <p className={styles['legend']}>{stageText().nothingDiffers}</p>;
  const ramp = HEAT_STOPS.map(({ colour }) => `rgb(${colour.join(' ')})`).join(', ');
  return (
    <figure className={styles['legend']} aria-label={stageText().coloursMean}>
      <figcaption>{stageText().howMuch}</figcaption>
      <span className={styles['ramp']} style={{ background: `linear-gradient(to right, ${ramp})` }} />
      <span className={styles['ticks']}>{HEAT_STOPS.map(({ difference }, i) => <span key={difference}>{i === HEAT_STOPS.length - 1 ? stageText().andMore({ difference }) : difference}</span>)}</span>
      <span className={styles['fine']}>{stageText().grey({ difference: HEAT_STOPS[0].difference })}</span>
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
      <span className={styles['pane']} style={{ ...place, left: 0, top: 0 }}><span className={styles['name']}>{stageText().before}</span></span>
      <span className={styles['pane']} data-edited="true" style={place}><span className={styles['name']}>{stageText().after}</span></span>
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
