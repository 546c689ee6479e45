import { checkpointError } from './checkpoint-error.ts';
import type { CheckpointLimits } from './limits.ts';
import { PickleCursor } from './pickle-cursor.ts';
import { FORBIDDEN_NAMES, OPERATIONS } from './pickle-opcodes.ts';
import { describeValue, type CallContext, type PickleValue, type StorageDeclaration } from './pickle-values.ts';

const STOP = '.'.charCodeAt(0);

/** The stack, marks and memo of one pickle. Nothing in it recurses, however deep the values nest. */
export class PickleMachine implements CallContext {
  readonly cursor: PickleCursor;
  /** Storages named so far, by key. */
  readonly storages: Map<string, StorageDeclaration>;
  readonly #limits: CheckpointLimits;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #steps = 0;

  constructor(cursor: PickleCursor, limits: CheckpointLimits, storages: Map<string, StorageDeclaration>) {
    this.cursor = cursor;
    this.#limits = limits;
    this.storages = storages;
  }

  run(): PickleValue {
    for (;;) {
      const opcode = this.cursor.uint8();
      this.charge(1);
      if (opcode === STOP) return this.pop();
      const operation = OPERATIONS.get(opcode);
      if (operation === undefined) throw this.#forbidden(opcode);
      operation(this);
    }
  }

  get memoSize(): number {
    return this.#memo.size;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  top(): PickleValue | undefined {
    return this.#stack.at(-1);
  }

  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw this.fail('a value on the stack', undefined);
    return value;
  }

  popMany(count: number): PickleValue[] {
    const start = this.#stack.length - count;
    if (start < (this.#marks.at(-1) ?? 0)) throw this.fail(`${count} values on the stack`, undefined);
    return this.#stack.splice(start);
  }

  popToMark(): PickleValue[] {
    const start = this.#marks.pop();
    if (start === undefined) throw this.fail('a mark on the stack', undefined);
    return this.#stack.splice(start);
  }

  remember(index: number): void {
    const value = this.top();
    if (value === undefined) throw this.fail('a value to remember', undefined);
    this.#memo.set(index, value);
  }

  recall(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.fail(`a value remembered as ${index}`, undefined);
    return value;
  }

  charge(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= this.#limits.maxOpcodes) return;
    const expected = `at most ${this.#limits.maxOpcodes} steps`;
    throw checkpointError({ code: 'checkpoint-too-many-values', expected, subject: "the checkpoint's pickle", received: 'more' });
  }

  fail(expected: string, received: PickleValue | undefined): Error {
    return checkpointError({ code: 'checkpoint-bad-pickle', expected, subject: this.place(), received: describeValue(received) });
  }

  place(): string {
    return `byte ${this.cursor.position} of the checkpoint's pickle`;
  }

  #forbidden(opcode: number): Error {
    const name = FORBIDDEN_NAMES[String.fromCharCode(opcode)];
    return checkpointError({
      code: 'checkpoint-forbidden-opcode',
      expected: 'only opcodes that torch.save writes for tensors and plain values',
      subject: this.place(),
      received: `0x${opcode.toString(16).padStart(2, '0')}${name === undefined ? '' : ` (${name})`}`,
    });
  }
}

/** What one pickle held and where the next one begins. */
export interface UnpickleResult {
  readonly value: PickleValue;
  readonly endOffset: number;
}

/**
 * Reads one pickle of tensors and plain values; storages that it names are added to `storages`.
 * @throws AppError `checkpoint-forbidden-global`, `checkpoint-forbidden-opcode`, `checkpoint-bad-pickle`,
 *   `checkpoint-truncated`, `checkpoint-too-many-values`
 */
export function unpickle(
  bytes: Uint8Array,
  startOffset: number,
  limits: CheckpointLimits,
  storages: Map<string, StorageDeclaration>,
): UnpickleResult {
  const cursor = new PickleCursor(bytes, startOffset);
  const value = new PickleMachine(cursor, limits, storages).run();
  return { value, endOffset: cursor.position };
}
