import { availableParallelism } from 'node:os';
import { bundleFolder, FileEditor, parseRecipe } from 'mien/node';

const [source, output] = process.argv.slice(2);
if (output === undefined) throw new Error('Usage: node edit.mjs <picture> <output.png>');

const recipe = parseRecipe({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } } });
const editor = await FileEditor.load({
  bundleFolder: await bundleFolder('faces'), recipe, crop: 'detect', maxPixels: 100e6, threads: availableParallelism(),
});
try {
  const { faces, widthPx, heightPx } = await editor.edit(source, output);
  console.log(`${faces} made to smile, ${widthPx} x ${heightPx} px`);
} finally {
  await editor.release();
}
