import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countStates, nextState, type ItemEvent, type ItemState } from '../../../src/batch/journal.ts';
import { PaceMeter } from '../../../src/batch/pace.ts';

const result = { faces: 1, widthPx: 2, heightPx: 3, outputBytes: 4, notes: [] };
const reason = { code: 'no-face', message: 'none' };
const EVENTS: readonly ItemEvent[] = [{ type: 'start' }, { type: 'finish', result }, { type: 'fail', reason }, { type: 'skip', reason }, { type: 'retry' }, { type: 'interrupt' }];

describe('journal', () => {
  test('a file goes from waiting to done', () => {
    expect(nextState(nextState({ kind: 'waiting' }, { type: 'start' }), { type: 'finish', result })).toEqual({ kind: 'done', result });
  });

  test('a failed one keeps its reason, and may be tried again', () => {
    const failed = nextState({ kind: 'running' }, { type: 'fail', reason });
    expect(failed).toEqual({ kind: 'failed', reason });
    expect(nextState(failed, { type: 'retry' })).toEqual({ kind: 'waiting' });
  });

  test('one that is left out says why, and an event out of turn is refused by name', () => {
    expect(nextState({ kind: 'waiting' }, { type: 'skip', reason })).toEqual({ kind: 'skipped', reason });
    expect(() => nextState({ kind: 'waiting' }, { type: 'retry' })).toThrow(expect.objectContaining({
      code: 'journal-order', message: 'Expected a row that is failed or skipped for "retry" but received one that is waiting.',
    }));
  });

  test('whatever comes, a done row stays done and only a running one gets done', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
      let state: ItemState = { kind: 'waiting' };
      for (const event of events) {
        const before: ItemState = state;
        try {
          state = nextState(state, event);
        } catch {
          expect(state).toBe(before);
          continue;
        }
        expect(before.kind).not.toBe('done');
        if (state.kind === 'done') expect(before.kind).toBe('running');
      }
    }));
  });

  test('counts', () => {
    const item = { id: '', path: '', sizeBytes: 0, modifiedMs: 0, output: '' };
    expect(countStates([{ item, state: { kind: 'waiting' } }, { item, state: { kind: 'failed', reason } }, { item, state: { kind: 'failed', reason } }]))
      .toEqual({ waiting: 1, running: 0, done: 0, skipped: 0, failed: 2 });
  });
});

describe('pace', () => {
  test('knows nothing before the first file', () => { expect(new PaceMeter(0).read(10)).toBeUndefined(); });

  test('knows nothing while no time has gone by', () => {
    const meter = new PaceMeter(5);
    meter.add(5);
    expect(meter.read(10)).toBeUndefined();
  });

  test('looks back over exactly fifty files', () => {
    const meter = new PaceMeter(0);
    meter.add(100_000);
    for (let i = 1; i <= 49; i++) meter.add(100_000 + i);
    expect(meter.read(1)?.filesPerSecond).toBeCloseTo(1000 * 50 / 100_049, 9);
    meter.add(100_050);
    expect(meter.read(1)?.filesPerSecond).toBeCloseTo(1000, 9);
  });

  test('looks back over the latest files only', () => {
    const meter = new PaceMeter(0);
    for (let i = 1; i <= 100; i++) meter.add(i * 1000);
    for (let i = 1; i <= 50; i++) meter.add(100_000 + i * 100);
    expect(meter.read(20)).toEqual({ filesPerSecond: 10, leftMs: 2000 });
  });
});
