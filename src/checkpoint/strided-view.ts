import { checkpointError } from './checkpoint-error.ts';
import type { CheckpointLimits } from './limits.ts';

/** Elements of a storage as a tensor sees them; offset and strides count elements. */
export interface StridedView {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const MAX_RANK = 64;
/** A view may repeat elements (stride 0) up to this size; beyond it a small file could ask for any amount of memory. */
const MAX_REPEATED_ELEMENTS = 2 ** 22;

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape for messages, cut so that a hostile one cannot flood them. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', ...' : ''}]`;
}

/** Strides of a contiguous row-major tensor. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * Math.max(1, shape[axis + 1] ?? 1);
  }
  return strides;
}

/** First element and length of the piece of storage that a view touches. */
export function viewSpan(view: StridedView): { readonly first: number; readonly length: number } {
  if (elementCount(view.shape) === 0) return { first: 0, length: 0 };
  const reach = view.shape.reduce((sum, size, axis) => sum + (size - 1) * (view.strides[axis] ?? 0), 0);
  return { first: view.offset, length: reach + 1 };
}

/**
 * Refuses a view that reaches out of its storage or costs more than it may.
 * @throws AppError `checkpoint-storage-size`, `checkpoint-too-large`
 */
export function checkView(key: string, view: StridedView, storageElements: number, limits: CheckpointLimits): void {
  const { shape, strides } = view;
  const subject = `tensor ${key}`;
  if (shape.length > MAX_RANK) {
    throw checkpointError({ code: 'checkpoint-too-large', expected: `at most ${MAX_RANK} axes`, subject, received: `${shape.length}` });
  }
  const text = describeShape(shape);
  if (strides.length !== shape.length) {
    const expected = `one stride for each axis of the shape ${text}`;
    throw checkpointError({ code: 'checkpoint-storage-size', expected, subject, received: `${strides.length} strides` });
  }
  const { first, length } = viewSpan(view);
  if (length > 0 && !(first + length <= storageElements)) {
    const expected = `a storage of at least ${first + length} elements (shape ${text}, offset ${view.offset})`;
    throw checkpointError({ code: 'checkpoint-storage-size', expected, subject, received: `${storageElements} elements` });
  }
  const count = elementCount(shape);
  const allowed = Math.min(limits.maxTensorElements, Math.max(storageElements, MAX_REPEATED_ELEMENTS));
  if (!(count <= allowed)) {
    const received = `${count} (shape ${text}, storage of ${storageElements})`;
    throw checkpointError({ code: 'checkpoint-too-large', expected: `at most ${allowed} elements`, subject, received });
  }
}

/** The view's elements in row-major order; `span` is the piece of storage that `viewSpan` names. */
export function gather(span: Float32Array<ArrayBuffer>, { shape, strides }: StridedView): Float32Array<ArrayBuffer> {
  const rowMajor = rowMajorStrides(shape);
  if (shape.every((size, axis) => size <= 1 || strides[axis] === rowMajor[axis])) return span;
  const out = new Float32Array(elementCount(shape));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = span[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      index[axis] = next;
      if (next < (shape[axis] ?? 0)) break;
      from -= stride * next;
      index[axis] = 0;
    }
  }
  return out;
}
