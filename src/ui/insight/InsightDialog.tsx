import { useEffect, useRef, useState, type ReactNode } from 'react';
import { describe } from '../../core/app-error.ts';
import type { FaceInsight } from '../../engine/engine-protocol.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { explainSelected, likenessOf } from '../../state/commands/explain-face.ts';
import { showDialog } from '../../state/commands/view.ts';
import { manifestOf, selectedFace } from '../../state/face-selectors.ts';
import { taskOf } from '../../state/face-tasks.ts';
import { angleText, leakOf, likenessText, verdictRows } from '../../state/insight.ts';
import { formatPercent } from '../../state/format.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { worded } from '../../text/model-words.ts';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import styles from './InsightDialog.module.css';
import { StyleMap } from './StyleMap.tsx';

/** What the model makes of the selected face and of its edit, in numbers and in words. */
export function InsightDialog(): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const [insight, setInsight] = useState<FaceInsight>();
  const [problem, setProblem] = useState<string>();
  /** Undefined while it is looked at; `unknown` where nothing can tell. */
  const [likeness, setLikeness] = useState<number | 'unknown'>();
  useEffect(() => {
    const controller = new AbortController();
    const isOpen = (): boolean => !controller.signal.aborted;
    let told: FaceInsight | undefined;
    const close = (): void => { for (const pair of told ? [told.crops, told.portraits] : []) { pair.before.close(); pair.after.close(); } };
    explainSelected(editor, controller.signal).then(
      async (answer) => {
        told = answer;
        if (!isOpen()) { close(); return; }
        setInsight(answer);
        const alike = await likenessOf(editor, answer.portraits, controller.signal).catch(() => undefined);
        if (isOpen()) setLikeness(alike ?? 'unknown');
      },
      (thrown: unknown) => { if (isOpen()) setProblem(describe(thrown)); },
    );
    return () => { controller.abort(); close(); };
  }, [editor]);
  return (
    <DialogFrame title={dialogsText().lookInside} description={dialogsText().lookInsideHint} isWide onClose={() => { showDialog(editor, undefined); }}>
      {insight && manifest ? <Insight insight={insight} manifest={manifest} likeness={likeness} /> : <p className={styles['says']} role="status">{problem ?? dialogsText().readingBoth}</p>}
    </DialogFrame>
  );
}

function Crop({ crop, title, label }: { readonly crop: ImageBitmap; readonly title: string; readonly label: string }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => { ref.current?.getContext('2d')?.drawImage(crop, 0, 0); }, [crop]);
  return <figure className={styles['crop']}><canvas ref={ref} width={crop.width} height={crop.height} role="img" aria-label={label} /><figcaption>{title}</figcaption></figure>;
}

function domainNames({ domains }: BundleManifest): readonly string[] {
  if (domains.kind === 'named') return worded(domains).names.map(({ title }) => title);
  const { attributes } = worded(domains);
  return Array.from({ length: 2 ** attributes.length }, (_, d) => attributes.map(({ off, on }, j) => ((d >> j) & 1 ? on : off)).join(dialogsText().comma));
}

interface InsightProps {
  readonly insight: FaceInsight;
  readonly manifest: BundleManifest;
  readonly likeness: number | 'unknown' | undefined;
}

function Insight({ insight: { style, logits, crops }, manifest, likeness }: InsightProps): ReactNode {
  const edit = useEditorState((state) => { const face = selectedFace(state); return face && taskOf(state, face)?.edit; });
  const isSplit = manifest.graphs['style-transformer'] !== undefined;
  const rows = edit ? verdictRows(manifest, edit, logits) : [];
  const leak = leakOf(rows);
  const length = (value: number): string => value.toFixed(2);
  return (
    <div className={styles['body']}>
      <section className={styles['part']} aria-label={dialogsText().theCrop}>
        <div className={styles['crops']}><Crop crop={crops.before} title={dialogsText().smallBefore} label={dialogsText().cropBefore} /><Crop crop={crops.after} title={dialogsText().smallAfter} label={dialogsText().cropAfter} /></div>
        <p className={styles['says']}>{dialogsText().modelSees({ width: manifest.imageSizePx, height: manifest.imageSizePx })}</p>
      </section>
      <section className={styles['part']} aria-label={dialogsText().theCode}>
        <h3 className={styles['heading']}>{dialogsText().faceAsCode}</h3>
        <table className={styles['numbers']}>
          <thead><tr><th scope="col">{dialogsText().part}</th><th scope="col">{dialogsText().before}</th><th scope="col">{dialogsText().after}</th></tr></thead>
          <tbody>
            {isSplit && <tr><th scope="row">{dialogsText().unrelatedLength}</th><td>{length(style.unrelatedLength)}</td><td>{length(style.unrelatedLength)}</td></tr>}
            <tr><th scope="row">{dialogsText().relatedLength}</th><td>{length(style.relatedLength)}</td><td>{length(style.editedLength)}</td></tr>
            {isSplit && <tr><th scope="row">{dialogsText().angle}</th><td>{angleText(style.cosineBefore)}</td><td>{angleText(style.cosineAfter)}</td></tr>}
          </tbody>
        </table>
        <p className={styles['says']}>
          {isSplit ? dialogsText().splitSays
            : dialogsText().wholeSays}
        </p>
      </section>
      <section className={styles['part']} aria-label={dialogsText().theMap}>
        <h3 className={styles['heading']}>{dialogsText().whereLeads}</h3>
        <div className={styles['mapped']}>
          <StyleMap map={style.map} names={domainNames(manifest)} />
          <div className={styles['part']}>
            <ul className={styles['key']}>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['from']} cx="6" cy="6" r="4.5" /></svg>{dialogsText().keyFace}</li>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['to']} cx="6" cy="6" r="5" /></svg>{dialogsText().keyEdit}</li>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['target']} cx="6" cy="6" r="4" /></svg>{dialogsText().keyDomains({ count: style.map.targets.length })}</li>
            </ul>
            <p className={styles['says']}>{dialogsText().mapSays({ share: formatPercent(style.map.shownShare) })}</p>
          </div>
        </div>
      </section>
      {likeness !== 'unknown' && (
        <section className={styles['part']} aria-label={dialogsText().thePerson}>
          <h3 className={styles['heading']}>{dialogsText().samePerson}</h3>
          <p className={styles['says']} role="status">{likeness === undefined ? dialogsText().comparing : likenessText(likeness, manifest)}</p>
        </section>
      )}
      <section className={styles['part']} aria-label={dialogsText().theClassifier}>
        <h3 className={styles['heading']}>{dialogsText().classifierSays}</h3>
        {rows.length === 0 ? <p className={styles['says']}>{dialogsText().noClassifier}</p> : (
          <>
            <table className={styles['numbers']}>
              <thead><tr><th scope="col">{dialogsText().of}</th><th scope="col">{dialogsText().before}</th><th scope="col">{dialogsText().after}</th></tr></thead>
              <tbody>{rows.map(({ title, before, after, kind }) => <tr key={title} data-kind={kind}><th scope="row">{title}</th><td>{before}</td><td>{after}</td></tr>)}</tbody>
            </table>
            <p className={styles['says']}>
              {dialogsText().ownOpinion}
              {leak !== undefined && ` ${dialogsText().leak({ share: formatPercent(leak) })}`}
            </p>
          </>
        )}
      </section>
    </div>
  );
}
