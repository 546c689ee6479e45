import type { TensorEntry } from '../checkpoint/checkpoint.ts';
import { AppError } from '../core/app-error.ts';

/** A fixed size, or a name for one that the checkpoint decides. */
type ExpectedDim = number | string;

/** Looks up tensors by key, checks their shapes and remembers which were asked for. */
export class KeyReader {
  readonly #tensors: ReadonlyMap<string, TensorEntry>;
  readonly #used = new Set<string>();

  constructor(tensors: ReadonlyMap<string, TensorEntry>) {
    this.#tensors = tensors;
  }

  /**
   * The shape of a tensor that must be there; a name in `expected` stands for any size.
   * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`
   */
  expect(key: string, expected: readonly ExpectedDim[]): readonly [number, ...number[]] {
    const entry = this.#tensors.get(key);
    if (entry === undefined) throw missing(key, expected);
    const [first, ...rest] = entry.shape;
    const fits = entry.shape.length === expected.length && entry.shape.every((size, i) => size > 0 && (typeof expected[i] === 'string' || size === expected[i]));
    if (first === undefined || !fits) throw misshapen(key, expected, entry.shape);
    this.#used.add(key);
    return [first, ...rest];
  }

  /** The shape of a tensor that may be there; it does not count as used. */
  shapeOf(key: string): readonly number[] | undefined {
    return this.#tensors.get(key)?.shape;
  }

  /** Whether any key lies below the prefix. */
  hasUnder(prefix: string): boolean {
    return [...this.#tensors.keys()].some((key) => key.startsWith(`${prefix}.`));
  }

  /** How many blocks `prefix.0`, `prefix.1`, ... there are: the highest index plus one, so that a gap is missed by `expect`. */
  countUnder(prefix: string): number {
    const indices = [...this.#tensors.keys()]
      .filter((key) => key.startsWith(`${prefix}.`))
      .map((key) => key.slice(prefix.length + 1).split('.')[0] ?? '')
      .filter((part) => /^\d{1,4}$/.test(part))
      .map(Number);
    return Math.max(-1, ...indices) + 1;
  }

  usedKeys(): readonly string[] {
    return [...this.#tensors.keys()].filter((key) => this.#used.has(key));
  }

  skippedKeys(): readonly string[] {
    return [...this.#tensors.keys()].filter((key) => !this.#used.has(key));
  }
}

function missing(key: string, expected: readonly ExpectedDim[]): AppError {
  return new AppError({
    code: 'checkpoint-missing-key',
    message: `Expected a tensor of shape [${expected.join(', ')}] for "${key}" but received none.`,
    recovery: 'Check that the file is a complete checkpoint of L2M-GAN or StarGAN v2, with "generator" and "style_encoder".',
  });
}

function misshapen(key: string, expected: readonly ExpectedDim[], received: readonly number[]): AppError {
  return new AppError({
    code: 'checkpoint-shape',
    message: `Expected shape [${expected.join(', ')}] for "${key}" but received [${received.join(', ')}].`,
    recovery: 'Check that the file is an unmixed checkpoint: all its parts must come from one training.',
  });
}
