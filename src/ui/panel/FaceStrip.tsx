import { Switch, ToggleGroup } from 'radix-ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { selectFace, setEditingAll } from '../../state/commands/face-list.ts';
import { facesAcross, selectedFace } from '../../state/face-selectors.ts';
import { editedFaces } from '../../state/face-tasks.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import switchStyles from '../controls/Switch.module.css';
import { FACE_KEYS } from '../stage/focus-frame.ts';
import styles from './FaceStrip.module.css';
import { FaceThumb } from './FaceThumb.tsx';

/** Every face of the picture, where there are several: one is chosen, or edits go to all. */
export function FaceStrip(): ReactNode {
  const editor = useEditor();
  const faces = useEditorState(facesAcross);
  const picture = useEditorState((state) => state.picture.open);
  const isEditingAll = useEditorState(({ view }) => view.isEditingAll);
  const selectedId = useEditorState((state) => selectedFace(state)?.id) ?? '';
  const editedIds = useEditorState((state) => editedFaces(state).map(({ face }) => face.id));
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector('[data-state="on"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selectedId]);
  if (!picture || faces.length < 2) return null;
  return (
    <section className={styles['strip']} aria-label={panelText().faces} {...{ [FACE_KEYS]: '' }}>
      <header className={styles['header']}>
        <h2 className={styles['count']}>{panelText().faceCount(faces.length)}</h2>
        <label className={styles['all']}>
          {panelText().allFaces}
          <Switch.Root className={switchStyles['switch']} checked={isEditingAll} onCheckedChange={(isOn) => { setEditingAll(editor, isOn); }}>
            <Switch.Thumb className={switchStyles['thumb']} />
          </Switch.Root>
        </label>
      </header>
      <ToggleGroup.Root
        ref={strip} type="single" aria-label={panelText().faceToEdit} className={styles['thumbs']} value={selectedId} data-all={isEditingAll}
        onValueChange={(id) => { if (id !== '') selectFace(editor, id); }}
      >
        {faces.map((face, index) => {
          const isEdited = editedIds.includes(face.id);
          return (
            <ToggleGroup.Item key={face.id} value={face.id} className={styles['item']} aria-label={isEdited ? panelText().faceEdited({ number: index + 1 }) : panelText().faceNumber({ number: index + 1 })}>
              <FaceThumb square={face.square} picture={picture} />
              {isEdited && <span className={styles['edited']} />}
            </ToggleGroup.Item>
          );
        })}
      </ToggleGroup.Root>
    </section>
  );
}
