import { Switch, ToggleGroup } from 'radix-ui';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { selectFace, setEditingAll } from '../../state/commands/face-list.ts';
import type { FaceDocument } from '../../state/edit-document.ts';
import { facesAcross, selectedFace } from '../../state/face-selectors.ts';
import { editedFaces } from '../../state/face-tasks.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import switchStyles from '../controls/Switch.module.css';
import { FACE_KEYS } from '../stage/focus-frame.ts';
import styles from './FaceStrip.module.css';

/** In CSS pixels; the style sheet knows it too. */
const THUMB_PX = 44;

/** Draws the square's part of the picture, upright. */
function drawThumb(canvas: HTMLCanvasElement, { preview, widthPx }: OpenPicture, square: FaceDocument['square']): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = canvas.width / square.sidePx;
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate(-square.rotationRad);
  context.scale(scale, scale);
  context.translate(-square.centreXPx, -square.centreYPx);
  const previewScale = widthPx / preview.width;
  context.drawImage(preview, 0, 0, preview.width * previewScale, preview.height * previewScale);
}

const Thumb = memo(function Thumb({ square, picture }: { readonly square: FaceDocument['square']; readonly picture: OpenPicture }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => { if (ref.current) drawThumb(ref.current, picture, square); }, [picture, square]);
  const sizePx = Math.round(THUMB_PX * window.devicePixelRatio);
  return <canvas ref={ref} className={styles['thumb']} width={sizePx} height={sizePx} aria-hidden="true" />;
});

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
    <section className={styles['strip']} aria-label="Faces" {...{ [FACE_KEYS]: '' }}>
      <header className={styles['header']}>
        <h2 className={styles['count']}>{`${String(faces.length)} faces`}</h2>
        <label className={styles['all']}>
          All faces
          <Switch.Root className={switchStyles['switch']} checked={isEditingAll} onCheckedChange={(isOn) => { setEditingAll(editor, isOn); }}>
            <Switch.Thumb className={switchStyles['thumb']} />
          </Switch.Root>
        </label>
      </header>
      <ToggleGroup.Root
        ref={strip} type="single" aria-label="Face to edit" className={styles['thumbs']} value={selectedId} data-all={isEditingAll}
        onValueChange={(id) => { if (id !== '') selectFace(editor, id); }}
      >
        {faces.map((face, index) => {
          const isEdited = editedIds.includes(face.id);
          return (
            <ToggleGroup.Item key={face.id} value={face.id} className={styles['item']} aria-label={`Face ${String(index + 1)}${isEdited ? ', edited' : ''}`}>
              <Thumb square={face.square} picture={picture} />
              {isEdited && <span className={styles['edited']} />}
            </ToggleGroup.Item>
          );
        })}
      </ToggleGroup.Root>
    </section>
  );
}
