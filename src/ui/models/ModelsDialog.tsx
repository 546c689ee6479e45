import { Plus } from 'lucide-react';
import { Accordion } from 'radix-ui';
import { useEffect, useMemo, type ReactNode } from 'react';
import { refreshModels } from '../../state/commands/model-library.ts';
import { showDialog } from '../../state/commands/view.ts';
import { modelChoices } from '../../state/model-choices.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { Button } from '../controls/Button.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { BrokenModel } from './BrokenModel.tsx';
import footer from '../controls/DialogFooter.module.css';
import { pickModel } from './model-picker.ts';
import { ModelItem } from './ModelItem.tsx';
import styles from './ModelsDialog.module.css';
import { Problem } from './Problem.tsx';
import { StorageMeter } from './StorageMeter.tsx';

/** Every model: what it is, what it was measured to do, and what can be done with it. */
export function ModelsDialog(): ReactNode {
  const editor = useEditor();
  const { shipped, stored, usage, problem, usedKey } = useEditorState(({ engine, models }) => ({
    shipped: engine.models, stored: models.stored, usage: models.usage, problem: models.problem, usedKey: engine.loaded?.modelId,
  }));
  // Another tab may have changed what is stored.
  useEffect(() => { void refreshModels(editor); }, [editor]);
  const choices = useMemo(() => modelChoices(shipped, stored), [shipped, stored]);
  return (
    <DialogFrame title={modelsText().models} description={modelsText().modelsHint} isWide onClose={() => { showDialog(editor, undefined); }}>
      <div className={styles['parts']}>
        {problem !== undefined && <Problem title={modelsText().storageUnreadable} failure={problem} />}
        <Accordion.Root className={styles['list']} type="single" collapsible defaultValue={choices.length === 1 ? choices[0]?.key ?? '' : ''}>
          {choices.map((choice) => <ModelItem key={choice.key} choice={choice} isUsed={choice.key === usedKey} />)}
        </Accordion.Root>
        {stored.map((model) => model.problem !== undefined && <BrokenModel key={model.id} model={model} problem={model.problem} />)}
        <footer className={footer['footer']}>
          {usage && <StorageMeter usage={usage} hasModels={stored.length > 0} />}
          <Button onClick={pickModel}><Plus size={15} />{modelsText().importModel}</Button>
        </footer>
      </div>
    </DialogFrame>
  );
}
