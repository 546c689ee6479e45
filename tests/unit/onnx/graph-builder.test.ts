import { describe, expect, it } from 'vitest';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import { GraphBuilder, type WeightStorage } from '../../../src/onnx/graph-builder.ts';
import { add, conv, linear, multiply, relu } from '../../../src/onnx/ops.ts';

const runtime = createNodeRuntime(1);

function linearGraph(storage: WeightStorage): GraphBuilder {
  const graph = new GraphBuilder('g', storage);
  const weight = graph.weight('w', [100, 50], new Float32Array(5000).fill(0.1));
  graph.output('y', linear(graph, graph.input('x', ['N', 50]), weight, graph.weight('b', [100], new Float32Array(100).fill(1))));
  return graph;
}

async function runFirst(model: Uint8Array<ArrayBuffer>, inputs: Readonly<Record<string, readonly [readonly number[], Float32Array<ArrayBuffer>]>>) {
  const session = await runtime.createSession(model);
  const outputs = await session.run(Object.fromEntries(Object.entries(inputs).map(([name, [dims, samples]]) => [name, runtime.tensor(samples, dims)])));
  const read = await Promise.all(Object.entries(outputs).map(async ([name, tensor]) => [name, tensor.dims, Array.from(await tensor.read())] as const));
  await session.release();
  return read;
}

describe('GraphBuilder', () => {
  it('counts parameters and multiply-adds with every free size 1', () => {
    const graph = linearGraph('float32');
    expect(graph.parameters).toBe(5100);
    expect(graph.multiplyAdds).toBe(5000);
  });

  it('counts a convolution per output sample', () => {
    const graph = new GraphBuilder('g', 'float32');
    const x = graph.input('x', ['N', 3, 8, 10]);
    conv(graph, x, graph.weight('w', [5, 3, 4, 4], new Float32Array(240)), undefined, { stride: 2, padding: 1 });
    expect(graph.multiplyAdds).toBe(5 * 4 * 5 * 3 * 16);
  });

  it('stores matrices in half the bytes with float16 storage, vectors in float32', async () => {
    const [whole, half] = [linearGraph('float32').finish(), linearGraph('float16').finish()];
    expect(whole.length - half.length).toBeGreaterThan(9_800);
    expect(whole.length - half.length).toBeLessThan(10_000);
    const [[, dims, samples] = ['', [], []]] = await runFirst(half, { x: [[2, 50], new Float32Array(100).fill(1)] });
    expect(dims).toEqual([2, 100]);
    // 0.1 in float16 is 0.0999755859375.
    expect(samples[0]).toBeCloseTo(1 + 50 * 0.0999755859375, 5);
  });

  it('stores long rows in a quarter of the bytes with int8 storage, short ones in float16', async () => {
    const long = (storage: WeightStorage, rowLength: number): Uint8Array<ArrayBuffer> => {
      const graph = new GraphBuilder('g', storage);
      const row = Array.from({ length: rowLength }, (_, i) => (i % 2 === 0 ? 0.1 : 0.0303));
      // The second row is the first's thousandth, and no less exact.
      const weight = graph.weight('w', [2, rowLength], Float32Array.from([...row, ...row.map((value) => value / 1000)]));
      graph.output('y', linear(graph, graph.input('x', ['N', rowLength]), weight, graph.weight('b', [2], new Float32Array(2))));
      return graph.finish();
    };
    const saved = (rowLength: number): number => (long('float32', rowLength).length - long('int8', rowLength).length) / (2 * rowLength);
    expect(saved(5000)).toBeCloseTo(3, 1);
    expect(long('int8', 63)).toEqual(long('float16', 63));
    const [[, , samples] = ['', [], []]] = await runFirst(long('int8', 100), { x: [[1, 100], new Float32Array(100).fill(1)] });
    // 0.0303 is 38.481 steps of 0.1 / 127, stored as 38.
    const expected = 50 * (0.1 + (38 * 0.1) / 127);
    expect(samples[0]).toBeCloseTo(expected, 4);
    expect(samples[1]).toBeCloseTo(expected / 1000, 7);
  });

  it('leaves nothing for a run to dequantise', () => {
    const text = new TextDecoder('latin1').decode(((graph) => {
      graph.output('y', linear(graph, graph.input('x', ['N', 100]), graph.weight('w', [2, 100], new Float32Array(200)), graph.weight('b', [2], new Float32Array(2))));
      return graph.finish();
    })(new GraphBuilder('g', 'int8')));
    expect([text.includes('Cast'), text.includes('DequantizeLinear')]).toEqual([true, false]);
  });

  it('stores a vector in float32 whatever its rank', async () => {
    const graph = new GraphBuilder('g', 'float16');
    graph.output('y', multiply(graph, graph.input('x', ['N', 3, 1, 1]), graph.weight('w', [3, 1, 1], Float32Array.of(0.1, 0.2, 0.3))));
    const [[, , samples] = ['', [], []]] = await runFirst(graph.finish(), { x: [[1, 3, 1, 1], new Float32Array(3).fill(1)] });
    expect(samples).toEqual([...Float32Array.of(0.1, 0.2, 0.3)]);
  });

  it('names outputs as asked, also those that other nodes read', async () => {
    const graph = new GraphBuilder('g', 'float32');
    const rectified = relu(graph, graph.input('x', ['N']));
    graph.output('rectified', rectified);
    graph.output('twice', add(graph, rectified, rectified));
    expect(await runFirst(graph.finish(), { x: [[2], Float32Array.of(-1, 3)] })).toEqual([['rectified', [2], [0, 3]], ['twice', [2], [0, 6]]]);
  });

  it('broadcasts a batch of one over a free one', () => {
    const graph = new GraphBuilder('g', 'float32');
    expect(multiply(graph, graph.input('x', ['B', 4, 8, 8]), graph.input('y', ['M', 4, 1, 1])).dims).toEqual(['M', 4, 8, 8]);
  });
});

describe('native runtime', () => {
  it('refuses bytes that are no graph', async () => {
    await expect(runtime.createSession(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'session-failed' });
  });

  it('refuses a disposed tensor', () => {
    const tensor = runtime.tensor(Float32Array.of(1), [1]);
    tensor.dispose();
    expect(() => tensor.read()).toThrow(expect.objectContaining({ code: 'tensor-disposed' }));
  });
});
