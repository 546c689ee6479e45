import { float32ToFloat16 } from './float16.ts';
import { quantise } from './int8.ts';
import { ProtoWriter } from './proto-writer.ts';

/** A fixed size, or the name of a free one (`N`). */
export type Dim = number | string;

/** What flows along an edge of the graph: float32, but for the truth values between a comparison and its `Where`. */
export interface Value {
  readonly name: string;
  readonly dims: readonly Dim[];
}

/** A node attribute; `int` and `float` are told apart because protobuf does. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export type WeightStorage = 'float32' | 'float16' | 'int8';

interface GraphNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface Initialiser {
  readonly elementType: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

const OPSET = 17;
const IR_VERSION = 8;
const ELEMENT = { float32: 1, int8: 3, int64: 7, float16: 10 } as const;
/** Rows of fewer numbers stay float16 in int8 storage, a picture's first and last layer among them: they hold little and cost most. */
const SHORTEST_INT8_ROW = 64;

/** Builds one ONNX graph; field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export class GraphBuilder {
  readonly #graphName: string;
  readonly #storage: WeightStorage;
  readonly #inputs: Value[] = [];
  readonly #outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #initialisers = new Map<string, Initialiser>();
  #parameters = 0;
  #multiplyAdds = 0;

  constructor(graphName: string, storage: WeightStorage) {
    this.#graphName = graphName;
    this.#storage = storage;
  }

  /** Learned numbers stored so far. */
  get parameters(): number {
    return this.#parameters;
  }

  /** Multiply-adds of one run with every free size 1. */
  get multiplyAdds(): number {
    return this.#multiplyAdds;
  }

  input(name: string, dims: readonly Dim[]): Value {
    const value = { name, dims };
    this.#inputs.push(value);
    return value;
  }

  output(name: string, value: Value): void {
    this.#outputs.push({ name, value });
  }

  /** Adds a node and returns its output; `multiplyAdds` counts one run with every free size 1. */
  node(
    opType: string,
    inputs: readonly (Value | undefined)[],
    dims: readonly Dim[],
    attributes: Readonly<Record<string, Attribute>> = {},
    multiplyAdds = 0,
  ): Value {
    const output = `${opType.toLowerCase()}_${this.#nodes.length}`;
    this.#nodes.push({ opType, inputs: inputs.map((value) => value?.name ?? ''), output, attributes });
    this.#multiplyAdds += multiplyAdds;
    return { name: output, dims };
  }

  /**
   * A learned tensor, row-major; with float16 storage a matrix or kernel is halved and cast back, with int8 storage those with
   * long rows are rounded to 8 bits for each channel of `outputAxis`. Vectors (of any rank) stay float32.
   */
  weight(name: string, dims: readonly number[], samples: Float32Array, outputAxis = 0): Value {
    this.#parameters += samples.length;
    const isVector = dims.filter((dim) => dim > 1).length < 2;
    if (this.#storage === 'float32' || isVector) return this.#float32(name, dims, samples);
    if (this.#storage === 'int8' && samples.length / (dims[outputAxis] ?? 1) >= SHORTEST_INT8_ROW) return this.#int8(name, dims, samples, outputAxis);
    const stored = `${name}.float16`;
    this.#initialisers.set(stored, { elementType: ELEMENT.float16, dims, bytes: bytesOf(float32ToFloat16(samples, name)) });
    return this.node('Cast', [{ name: stored, dims }], dims, { to: { int: ELEMENT.float32 } });
  }

  /** A fixed tensor that was not learned; equal names share one. */
  constant(name: string, dims: readonly number[], samples: Float32Array): Value {
    return this.#float32(name, dims, samples);
  }

  /** A fixed list of sizes or axes. */
  integers(values: readonly number[]): Value {
    const name = `integers_${values.join('_')}`;
    const bytes = bytesOf(BigInt64Array.from(values, BigInt));
    this.#initialisers.set(name, { elementType: ELEMENT.int64, dims: [values.length], bytes });
    return { name, dims: [values.length] };
  }

  /** The graph as the bytes of an `.onnx` file. */
  finish(): Uint8Array<ArrayBuffer> {
    const opset = new ProtoWriter().string(1, '').integer(2, OPSET);
    return new ProtoWriter()
      .integer(1, IR_VERSION)
      .string(2, 'mien')
      .message(7, this.#graph())
      .message(8, opset)
      .finish();
  }

  #float32(name: string, dims: readonly number[], samples: Float32Array): Value {
    this.#initialisers.set(name, { elementType: ELEMENT.float32, dims, bytes: bytesOf(samples) });
    return { name, dims };
  }

  /**
   * As Cast and Mul, which onnxruntime computes once, when it loads the graph. It leaves DequantizeLinear where it is, for its
   * quantised operators to be fused from, and so would compute it in every run: a third more time, natively.
   */
  #int8(name: string, dims: readonly number[], samples: Float32Array, outputAxis: number): Value {
    const { numbers, scales } = quantise(samples, dims, outputAxis);
    const stored = { name: `${name}.int8`, dims };
    this.#initialisers.set(stored.name, { elementType: ELEMENT.int8, dims, bytes: bytesOf(numbers) });
    const scale = this.#float32(`${name}.scales`, dims.map((dim, axis) => (axis === outputAxis ? dim : 1)), scales);
    return this.node('Mul', [this.node('Cast', [stored], dims, { to: { int: ELEMENT.float32 } }), scale], dims);
  }

  #graph(): ProtoWriter {
    const renamed = new Map(this.#outputs.map(({ name, value }) => [value.name, name]));
    const nameOf = (name: string): string => renamed.get(name) ?? name;
    const graph = new ProtoWriter();
    for (const node of this.#nodes) graph.message(1, nodeProto(node, nameOf));
    graph.string(2, this.#graphName);
    for (const [name, initialiser] of this.#initialisers) graph.message(5, tensorProto(name, initialiser));
    for (const input of this.#inputs) graph.message(11, valueProto(input.name, input.dims));
    for (const output of this.#outputs) graph.message(12, valueProto(output.name, output.value.dims));
    return graph;
  }
}

function nodeProto(node: GraphNode, nameOf: (name: string) => string): ProtoWriter {
  const proto = new ProtoWriter();
  for (const input of node.inputs) proto.string(1, nameOf(input));
  proto.string(2, nameOf(node.output)).string(3, node.output).string(4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes)) proto.message(5, attributeProto(name, attribute));
  return proto;
}

function attributeProto(name: string, attribute: Attribute): ProtoWriter {
  const proto = new ProtoWriter().string(1, name);
  if ('int' in attribute) return proto.integer(3, attribute.int).integer(20, 2);
  if ('float' in attribute) return proto.float(2, attribute.float).integer(20, 1);
  if ('string' in attribute) return proto.string(4, attribute.string).integer(20, 3);
  for (const value of attribute.ints) proto.integer(8, value);
  return proto.integer(20, 7);
}

function tensorProto(name: string, { elementType, dims, bytes }: Initialiser): ProtoWriter {
  const proto = new ProtoWriter();
  for (const dim of dims) proto.integer(1, dim);
  return proto.integer(2, elementType).string(8, name).bytes(9, bytes);
}

function valueProto(name: string, dims: readonly Dim[]): ProtoWriter {
  const shape = new ProtoWriter();
  for (const dim of dims) {
    shape.message(1, typeof dim === 'number' ? new ProtoWriter().integer(1, dim) : new ProtoWriter().string(2, dim));
  }
  const tensorType = new ProtoWriter().integer(1, ELEMENT.float32).message(2, shape);
  return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensorType));
}

/** The samples as they lie in memory; ONNX wants little-endian, which every machine that runs a browser is. */
function bytesOf(samples: Float32Array | Uint16Array | Int8Array | BigInt64Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
