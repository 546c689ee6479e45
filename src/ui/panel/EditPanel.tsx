import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { loadDefaultModel } from '../../state/commands/load-model.ts';
import { resetAll } from '../../state/commands/edit-levels.ts';
import { hasSettings, manifestOf } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { worded } from '../../text/model-words.ts';
import { Button } from '../controls/Button.tsx';
import { StatusLine } from '../status/StatusLine.tsx';
import { AttributeCard } from './AttributeCard.tsx';
import { DetailCard } from './DetailCard.tsx';
import { DomainCard } from './DomainCard.tsx';
import styles from './EditPanel.module.css';
import { FaceNote } from './FaceNote.tsx';
import { HiddenNote } from './HiddenNote.tsx';
import { FaceStrip } from './FaceStrip.tsx';
import { InsightButton } from './InsightButton.tsx';
import { ModelMenu } from './ModelMenu.tsx';
import { ReferenceCard } from './ReferenceCard.tsx';
import { ToolRow } from './ToolRow.tsx';

/** Stands where the cards will be. */
function GhostCards(): ReactNode {
  return (
    <>
      <p className={styles['note']}>{panelText().modelOnItsWay}</p>
      {[0, 1, 2].map((row) => <div key={row} className={styles['ghost']} aria-hidden="true" />)}
    </>
  );
}

/** The cards of what the loaded model can change. */
function Cards(): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const isLoading = useEditorState(({ engine }) => engine.loading !== undefined);
  if (!manifest) {
    return isLoading ? <GhostCards /> : (
      <div className={styles['note']}>
        <p>{panelText().noneLoaded}</p>
        <Button onClick={() => { void loadDefaultModel(editor); }}>{panelText().loadModel}</Button>
      </div>
    );
  }
  const domains = worded(manifest.domains);
  return domains.kind === 'attributes'
    ? domains.attributes.map((attribute) => <AttributeCard key={attribute.id} attribute={attribute} />)
    : <DomainCard domains={domains.names} />;
}

/** Everything that a person sets. */
export function EditPanel(): ReactNode {
  const editor = useEditor();
  const canReset = useEditorState(hasSettings);
  const isOneOfSeveral = useEditorState(({ document, view }) => document.faces.length > 1 && !view.isEditingAll);
  const hasModel = useEditorState((state) => manifestOf(state) !== undefined);
  return (
    <aside className={styles['panel']} aria-label={panelText().edit}>
      <header className={styles['header']}>
        <ModelMenu />
        <Button className={styles['reset']} disabled={!canReset} onClick={() => { resetAll(editor); }}><RotateCcw size={13} />{isOneOfSeveral ? panelText().resetFace : panelText().resetAll}</Button>
      </header>
      <FaceStrip />
      <div className={styles['scroll']}>
        <FaceNote />
        <HiddenNote />
        <ToolRow />
        <div className={styles['cards']}>
          <Cards />
          {hasModel && <ReferenceCard />}
          {hasModel && <DetailCard />}
        </div>
        {hasModel && <InsightButton />}
      </div>
      <StatusLine />
    </aside>
  );
}
