import { createEngine, resolveEdit, wantedByRecipe, wholeSquare, type CropSquare, type FaceSight, type OpenedPicture } from 'mien/engine';

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const slider = find<HTMLInputElement>('smile');
const canvas = find<HTMLCanvasElement>('canvas');
const status = find('status');

const engine = createEngine();
const { manifest, backend } = await engine.loadBundle({ source: { baseUrl: new URL('models/faces/', document.baseURI).href }, backend: 'auto' });
status.textContent = `Ready on ${backend.kind}`;

let face: { readonly picture: OpenedPicture; readonly square: CropSquare; readonly sight: FaceSight } | undefined;

find<HTMLInputElement>('file').addEventListener('change', async ({ currentTarget }) => {
  const file = (currentTarget as HTMLInputElement).files?.[0];
  if (!file) return;
  const picture = await engine.openPicture(file);
  const square = wholeSquare(picture);
  const { logits } = await engine.analyseFace(picture.pictureId, square);
  face = { picture, square, sight: { logits, hints: undefined } };
  [canvas.width, canvas.height] = [picture.widthPx, picture.heightPx];
  slider.disabled = false;
  await show();
});

slider.addEventListener('input', () => void show());

async function show(): Promise<void> {
  if (!face) return;
  const { picture, square, sight } = face;
  const wanted = wantedByRecipe({ kind: 'attributes', levels: { smile: slider.valueAsNumber } }, manifest);
  const patches = await engine.render({
    pictureId: picture.pictureId, faces: [{ square, edit: resolveEdit(wanted, manifest, sight) }], wanted: [{ face: 0, maxSidePx: 1024 }], detail: 0,
  });
  // A newer request took this one's place.
  if (!patches) return;
  const context = canvas.getContext('2d')!;
  context.drawImage(picture.preview, 0, 0, canvas.width, canvas.height);
  for (const { rect, bitmap } of patches) if (bitmap) context.drawImage(bitmap, rect.xPx, rect.yPx, rect.widthPx, rect.heightPx);
  status.textContent = `Smile at ${slider.value}`;
}
