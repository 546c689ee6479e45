import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressMeter, type MeterReading } from '../../../src/core/progress-meter.ts';

describe('progressMeter', () => {
  it('never goes back, never passes its total and ends there, whatever the server sends', () => {
    fc.assert(fc.property(fc.array(fc.nat(500)), fc.integer({ min: 1, max: 1000 }), (pieces, total) => {
      const seen: MeterReading<'model' | 'self-check'>[] = [];
      const meter = progressMeter<'model' | 'self-check'>(total, (p) => seen.push(p));
      for (const piece of pieces) meter.add('model', piece);
      meter.finish('self-check');
      seen.forEach((p, i) => {
        expect(p.totalBytes).toBe(total);
        expect(p.doneBytes).toBeLessThanOrEqual(total);
        expect(p.doneBytes).toBeGreaterThanOrEqual(seen[i - 1]?.doneBytes ?? 0);
      });
      expect(seen.at(-1)?.doneBytes).toBe(total);
    }), { seed: 3 });
  });
});
