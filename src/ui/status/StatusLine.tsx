import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatBytes, formatCosine, formatMs } from '../../state/format.ts';
import type { BackendReport, Progress, RenderedPatch } from '../../engine/engine-protocol.ts';
import { shownCosine } from '../../state/selectors.ts';
import { useEditorState } from '../../state/use-editor.ts';
import styles from './StatusLine.module.css';

const STAGES: Readonly<Record<Progress['stage'], string>> = { runtime: 'Loading', model: 'Loading', 'self-check': 'Checking the model' };

function LoadingStatus({ progress }: { readonly progress: Progress | undefined }): ReactNode {
  const share = progress && progress.totalBytes > 0 ? progress.doneBytes / progress.totalBytes : 0;
  const text = !progress ? 'Starting the engine'
    : progress.stage === 'self-check' ? STAGES['self-check']
    : `${STAGES[progress.stage]} ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`;
  return (
    <div className={styles['loading']}>
      <span className={styles['text']}>{text}</span>
      <div className={styles['bar']} role="progressbar" aria-label="Loading the model" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={text}>
        <span className={styles['done']} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function backendTitle({ kind, threads }: BackendReport): string {
  if (kind === 'webgpu') return 'WebGPU';
  return threads === 1 ? 'WASM, 1 thread' : `WASM, ${threads} threads`;
}

interface BackendStatusProps {
  readonly backend: BackendReport;
  readonly timing: RenderedPatch['timing'] | undefined;
  /** Of the edit that is shown. */
  readonly cosine: number | undefined;
  readonly size: string | undefined;
  readonly isOffline: boolean;
}

function BackendStatus({ backend, timing, cosine, size, isOffline }: BackendStatusProps): ReactNode {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles['trigger']}>
        <span className={styles['dot']} data-kind={backend.kind} />
        {backendTitle(backend)}
        <span className={styles['aside']}>
          {size !== undefined && <span className={styles['size']}>{size}</span>}
          {timing && <span>{`last render ${formatMs(timing.totalMs)}`}</span>}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content aria-label="Engine" className={styles['reason']} side="top" align="start" sideOffset={6} collisionPadding={10}>
          <h3 className={styles['heading']}>{`Runs on ${backendTitle(backend)}`}</h3>
          <p>{backend.reason}</p>
          {isOffline && <p>Mien and this model are kept in this browser: they work without a network.</p>}
          <p className={styles['fine']}>{`Self-check against native onnxruntime: off by ${backend.selfCheckError.toExponential(1)} on average, on a scale from −1 to 1.`}</p>
          {timing && <p className={styles['fine']}>{`Last render: decoder ${formatMs(timing.decoderMs)}, composite ${formatMs(timing.compositeMs)}, ${formatMs(timing.totalMs)} in all.`}</p>}
          {cosine !== undefined && (
            <p className={styles['fine']}>{`Cosine of the edited related code with s_unrelated: ${formatCosine(cosine)}. At 0 the edit leaves everything else alone; the further from 0, the more of it changes along.`}</p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** What the engine is at: loading, or what it runs on and how fast. */
export function StatusLine(): ReactNode {
  const { loading, backend, timing, cosine, size, isOffline } = useEditorState((state) => ({
    loading: state.engine.loading, backend: state.engine.loaded?.bundle.backend, timing: state.render.lastTiming,
    isOffline: state.offline.isReady, cosine: shownCosine(state), size: state.picture.open && `${state.picture.open.widthPx} × ${state.picture.open.heightPx}`,
  }));
  return (
    <footer className={styles['status']} aria-label="Engine">
      {loading ? <LoadingStatus progress={loading.progress} />
        : backend ? <BackendStatus backend={backend} timing={timing} cosine={cosine} size={size} isOffline={isOffline} />
        : <span className={styles['text']}><span className={styles['dot']} data-kind="none" />No model loaded</span>}
    </footer>
  );
}
