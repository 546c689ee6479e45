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
    <DialogFrame title="Look inside" description="What the model makes of this face, and of your edit of it." isWide onClose={() => { showDialog(editor, undefined); }}>
      {insight && manifest ? <Insight insight={insight} manifest={manifest} likeness={likeness} /> : <p className={styles['says']} role="status">{problem ?? 'Reading the face and its edit'}</p>}
    </DialogFrame>
  );
}

function Crop({ crop, title }: { readonly crop: ImageBitmap; readonly title: string }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => { ref.current?.getContext('2d')?.drawImage(crop, 0, 0); }, [crop]);
  return <figure className={styles['crop']}><canvas ref={ref} width={crop.width} height={crop.height} role="img" aria-label={`The aligned crop ${title}`} /><figcaption>{title}</figcaption></figure>;
}

function domainNames({ domains }: BundleManifest): readonly string[] {
  if (domains.kind === 'named') return domains.names.map(({ title }) => title);
  return Array.from({ length: 2 ** domains.attributes.length }, (_, d) => domains.attributes.map(({ off, on }, j) => ((d >> j) & 1 ? on : off)).join(', '));
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
      <section className={styles['part']} aria-label="The crop">
        <div className={styles['crops']}><Crop crop={crops.before} title="before" /><Crop crop={crops.after} title="after" /></div>
        <p className={styles['says']}>{`The model sees ${manifest.imageSizePx} × ${manifest.imageSizePx} px of the picture, the face found, turned and cut: nothing else of it decides anything.`}</p>
      </section>
      <section className={styles['part']} aria-label="The code">
        <h3 className={styles['heading']}>The face as a code</h3>
        <table className={styles['numbers']}>
          <thead><tr><th scope="col">Part</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
          <tbody>
            {isSplit && <tr><th scope="row">Unrelated to the attributes: length</th><td>{length(style.unrelatedLength)}</td><td>{length(style.unrelatedLength)}</td></tr>}
            <tr><th scope="row">Related to them: length</th><td>{length(style.relatedLength)}</td><td>{length(style.editedLength)}</td></tr>
            {isSplit && <tr><th scope="row">Angle between the two</th><td>{angleText(style.cosineBefore)}</td><td>{angleText(style.cosineAfter)}</td></tr>}
          </tbody>
        </table>
        <p className={styles['says']}>
          {isSplit ? 'An edit changes the related part and leaves the unrelated one as it is. At 90° the two share nothing, so the edit touches nothing else; the further from it, the more changes along.'
            : 'This model does not split its code: all of it is related to the domain, and nothing is held back from an edit.'}
        </p>
      </section>
      <section className={styles['part']} aria-label="The map">
        <h3 className={styles['heading']}>Where the edit leads</h3>
        <div className={styles['mapped']}>
          <StyleMap map={style.map} names={domainNames(manifest)} />
          <div className={styles['part']}>
            <ul className={styles['key']}>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['from']} cx="6" cy="6" r="4.5" /></svg>this face</li>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['to']} cx="6" cy="6" r="5" /></svg>your edit</li>
              <li><svg viewBox="0 0 12 12" aria-hidden="true"><circle className={styles['target']} cx="6" cy="6" r="4" /></svg>{`this face in each of the ${style.map.targets.length} domains`}</li>
            </ul>
            <p className={styles['says']}>{`The related code, seen along the two directions in which those differ most: ${formatPercent(style.map.shownShare)} of their differences. A slider moves the edit from this face towards one of the dots, or past it.`}</p>
          </div>
        </div>
      </section>
      {likeness !== 'unknown' && (
        <section className={styles['part']} aria-label="The person">
          <h3 className={styles['heading']}>Whether it is the same person</h3>
          <p className={styles['says']} role="status">{likeness === undefined ? 'The face finder compares the two' : likenessText(likeness, manifest)}</p>
        </section>
      )}
      <section className={styles['part']} aria-label="The classifier">
        <h3 className={styles['heading']}>What the classifier says</h3>
        {rows.length === 0 ? <p className={styles['says']}>This model has no classifier of its own, so nothing here can tell whether the edit arrived.</p> : (
          <>
            <table className={styles['numbers']}>
              <thead><tr><th scope="col">Of</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
              <tbody>{rows.map(({ title, before, after, kind }) => <tr key={title} data-kind={kind}><th scope="row">{title}</th><td>{before}</td><td>{after}</td></tr>)}</tbody>
            </table>
            <p className={styles['says']}>
              The model’s own opinion of the photo and of what you would save.
              {leak !== undefined && ` Leak: ${formatPercent(leak)} of what you did not edit counts as something else now. At 0 % the edit kept to what it is about.`}
            </p>
          </>
        )}
      </section>
    </div>
  );
}
