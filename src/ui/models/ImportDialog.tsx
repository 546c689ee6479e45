import type { ReactNode } from 'react';
import { closeImport, useImported as takeImported } from '../../state/commands/import-model.ts';
import { formatBytes } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { StoredModel } from '../../library/library-protocol.ts';
import type { PlainFailure } from '../../state/plain-words.ts';
import type { ImportJob } from '../../state/slices/models-slice.ts';
import { useEditor } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { Button } from '../controls/Button.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { BundleFacts } from './BundleFacts.tsx';
import footer from '../controls/DialogFooter.module.css';
import { ImportForm } from './ImportForm.tsx';
import styles from './ImportDialog.module.css';
import { pickModel } from './model-picker.ts';
import { Problem } from './Problem.tsx';
import { WorkProgress } from './WorkProgress.tsx';

/** What a file is, what became of it: from reading it to the stored model. */
export function ImportDialog({ job }: { readonly job: ImportJob }): ReactNode {
  const editor = useEditor();
  const { file, inspection, work } = job;
  return (
    <DialogFrame
      title={modelsText().importTitle} description={modelsText().fileFacts({ name: file.name, size: formatBytes(file.size) })}
      isWide={inspection !== undefined} isFirm={work !== undefined || inspection?.kind === 'checkpoint'} onClose={() => { closeImport(editor); }}
    >
      <Body job={job} />
    </DialogFrame>
  );
}

function Body({ job }: { readonly job: ImportJob }): ReactNode {
  const { file, inspection, work, problem, stored } = job;
  if (inspection?.kind === 'checkpoint') {
    return <ImportForm key={`${file.name} ${file.size} ${file.lastModified}`} inspection={inspection} work={work} problem={problem} />;
  }
  if (problem !== undefined) return <Refused problem={problem} />;
  if (!inspection) return <p className={styles['reading']} role="status">{modelsText().readingFile}</p>;
  return stored ? <Offer stored={stored} manifest={inspection.manifest} /> : (
    <div className={styles['parts']}>
      <BundleFacts manifest={inspection.manifest} bytes={inspection.fileBytes} />
      <footer className={footer['footer']}>{work && <WorkProgress work={work} />}</footer>
    </div>
  );
}

function Refused({ problem }: { readonly problem: PlainFailure }): ReactNode {
  const editor = useEditor();
  return (
    <div className={styles['parts']}>
      <Problem title={modelsText().cannotImport} failure={problem} />
      <footer className={footer['footer']}>
        <Button onClick={() => { closeImport(editor); }}>{modelsText().close}</Button>
        <Button tone="primary" onClick={pickModel}>{modelsText().anotherFile}</Button>
      </footer>
    </div>
  );
}

function Offer({ stored, manifest }: { readonly stored: StoredModel; readonly manifest: BundleManifest }): ReactNode {
  const editor = useEditor();
  return (
    <div className={styles['parts']}>
      <p role="status">{modelsText().checkedStored({ title: manifest.title })}</p>
      <BundleFacts manifest={manifest} bytes={stored.storedBytes} />
      <footer className={footer['footer']}>
        <Button onClick={() => { closeImport(editor); }}>{modelsText().notNow}</Button>
        <Button tone="primary" onClick={() => { void takeImported(editor); }}>{modelsText().useIt}</Button>
      </footer>
    </div>
  );
}
