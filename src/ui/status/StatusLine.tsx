import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatBytes, formatCosine, formatMs } from '../../state/format.ts';
import type { BackendReport, Progress, RenderedPatch } from '../../engine/engine-protocol.ts';
import { shownCosine } from '../../state/selectors.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { inWords } from '../../text/sentences.ts';
import { stageText } from '../../text/stage.ts';
import styles from './StatusLine.module.css';

function LoadingStatus({ progress }: { readonly progress: Progress | undefined }): ReactNode {
  const share = progress && progress.totalBytes > 0 ? progress.doneBytes / progress.totalBytes : 0;
  const text = !progress ? stageText().startingEngine
    : progress.stage === 'self-check' ? stageText().checkingModel
    : stageText().loading({ done: formatBytes(progress.doneBytes), total: formatBytes(progress.totalBytes) });
  return (
    <div className={styles['loading']}>
      <span className={styles['text']}>{text}</span>
      <div className={styles['bar']} role="progressbar" aria-label={stageText().loadingModel} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={text}>
        <span className={styles['done']} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function backendTitle({ kind, threads }: BackendReport): string {
  if (kind === 'webgpu') return 'WebGPU';
  return stageText().threads(threads);
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
          {timing && <span>{stageText().lastRender({ ms: formatMs(timing.totalMs) })}</span>}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content aria-label={stageText().engine} className={styles['reason']} side="top" align="start" sideOffset={6} collisionPadding={10}>
          <h3 className={styles['heading']}>{stageText().runsOn({ backend: backendTitle(backend) })}</h3>
          <p>{inWords(backend.reason)}</p>
          {isOffline && <p>{stageText().worksOffline}</p>}
          <p className={styles['fine']}>{stageText().selfCheck({ error: backend.selfCheckError.toExponential(1) })}</p>
          {timing && <p className={styles['fine']}>{stageText().renderFacts({ decoder: formatMs(timing.decoderMs), composite: formatMs(timing.compositeMs), total: formatMs(timing.totalMs) })}</p>}
          {cosine !== undefined && (
            <p className={styles['fine']}>{stageText().cosine({ cosine: formatCosine(cosine) })}</p>
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
    <footer className={styles['status']} aria-label={stageText().engine}>
      {loading ? <LoadingStatus progress={loading.progress} />
        : backend ? <BackendStatus backend={backend} timing={timing} cosine={cosine} size={size} isOffline={isOffline} />
        : <span className={styles['text']}><span className={styles['dot']} data-kind="none" />{stageText().noModel}</span>}
    </footer>
  );
}
