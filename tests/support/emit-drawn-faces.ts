/**
 * Writes the graph of the detector of drawn faces from the weights that `models/training/drawn_faces.py export` saved:
 *
 *     npx tsx tests/support/emit-drawn-faces.ts drawn-faces.pt models/face-detector/drawn-faces.onnx
 *
 * `image [1,3,H,W]` -> `answers [1,4,H/8,W/8]`; weights in float16 behind a Cast, arithmetic in float32.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { bytesSource } from '../../src/core/byte-source.ts';
import { GraphBuilder, type Value } from '../../src/onnx/graph-builder.ts';
import { add, relu } from '../../src/onnx/ops.ts';

const [weights = '', out = ''] = process.argv.slice(2);
const checkpoint = await openCheckpoint(bytesSource(await readFile(weights)));
const graph = new GraphBuilder('drawn-faces', 'float16');

/** Sizes are free here, so the convolution is written by hand: `ops.ts` wants them fixed. */
async function layer(x: Value, name: string, stride = 1, dilation = 1): Promise<Value> {
  const { shape } = checkpoint.tensors.get(`${name}.weight`)!;
  const [channels = 0, , kernel = 0] = shape;
  const weight = graph.weight(`${name}.weight`, shape, await checkpoint.readFloat32(`${name}.weight`));
  const bias = graph.weight(`${name}.bias`, [channels], await checkpoint.readFloat32(`${name}.bias`));
  const padding = dilation * (kernel - 1) / 2;
  return graph.node('Conv', [x, weight, bias], [1, channels, `H_${name}`, `W_${name}`], {
    kernel_shape: { ints: [kernel, kernel] }, pads: { ints: [padding, padding, padding, padding] }, strides: { ints: [stride, stride] }, dilations: { ints: [dilation, dilation] },
  });
}
const unit = async (x: Value, name: string, stride = 1, dilation = 1): Promise<Value> => relu(graph, await layer(x, name, stride, dilation));
const residual = async (x: Value, name: string, dilation = 1): Promise<Value> => add(graph, await unit(await unit(x, `${name}.first`, 1, dilation), `${name}.second`, 1, dilation), x);

let x = graph.input('image', [1, 3, 'H', 'W']);
x = await unit(x, 'body.0', 2);
x = await unit(x, 'body.1', 2);
x = await residual(x, 'body.2');
x = await unit(x, 'body.3', 2);
x = await residual(x, 'body.4');
x = await residual(x, 'body.5', 2);
x = await unit(x, 'body.6');
graph.output('answers', await layer(x, 'head'));
const bytes = graph.finish();
await writeFile(out, bytes);
console.log(`${out}: ${bytes.length} bytes, ${graph.parameters} numbers`);
