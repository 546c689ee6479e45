import { describe, expect, it } from 'vitest';
import { fitScale, pannedBy, stageToPicture, viewTransform, visibleSpan, zoomedAt, type Zoom } from '../../../src/state/view-transform.ts';

const stage = { widthPx: 1000, heightPx: 800, pixelRatio: 1 };
const picture = { widthPx: 4000, heightPx: 2000 };
const FIT: Zoom = { kind: 'fit' };

describe('the view', () => {
  it('fits the whole picture with a margin, centred', () => {
    const view = viewTransform(FIT, stage, picture);
    expect(view.scale).toBeCloseTo(0.24, 6);
    expect(view.offsetXPx).toBe(20);
    expect(view.offsetYPx).toBe(160);
  });

  it('enlarges a small picture, but not without end', () => {
    expect(fitScale(stage, { widthPx: 400, heightPx: 400 })).toBeCloseTo(1.9, 6);
    expect(fitScale(stage, { widthPx: 10, heightPx: 10 })).toBe(16);
  });

  it('zooms about the point under the pointer', () => {
    const anchor = { xPx: 600, yPx: 350 };
    const before = stageToPicture(viewTransform(FIT, stage, picture), anchor);
    const zoom = zoomedAt(FIT, 8, anchor, stage, picture);
    const after = stageToPicture(viewTransform(zoom, stage, picture), anchor);
    expect(after.xPx).toBeCloseTo(before.xPx, 0);
    expect(after.yPx).toBeCloseTo(before.yPx, 0);
  });

  it('goes back to fitted, never beyond; and not further in than 32 times', () => {
    const inside = zoomedAt(FIT, 4, { xPx: 500, yPx: 400 }, stage, picture);
    expect(zoomedAt(inside, 1e-6, { xPx: 0, yPx: 0 }, stage, picture)).toEqual(FIT);
    expect(viewTransform(zoomedAt(FIT, 1e9, { xPx: 500, yPx: 400 }, stage, picture), stage, picture).scale).toBe(32);
  });

  it('reaches 100 % of a picture that is fitted enlarged', () => {
    const small = { widthPx: 400, heightPx: 400 };
    const actual = zoomedAt(FIT, 1 / 1.9, { xPx: 500, yPx: 400 }, stage, small);
    expect(viewTransform(actual, stage, small).scale).toBeCloseTo(1, 9);
  });

  it('pans with the pointer, and stops at the edges', () => {
    const zoom: Zoom = { kind: 'free', scale: 1, centreXPx: 2000, centreYPx: 1000 };
    expect(pannedBy(zoom, 100, -50, stage, picture)).toEqual({ ...zoom, centreXPx: 1900, centreYPx: 1050 });
    expect(pannedBy(zoom, 1e6, 1e6, stage, picture)).toEqual({ ...zoom, centreXPx: 500, centreYPx: 400 });
    expect(pannedBy(FIT, 10, 10, stage, picture)).toBe(FIT);
  });

  it('keeps the divider on the part of the picture that is seen', () => {
    expect(visibleSpan(viewTransform(FIT, stage, picture), stage, picture)).toEqual({ leftPx: 20, rightPx: 980 });
    expect(visibleSpan({ scale: 1, offsetXPx: -700, offsetYPx: 0 }, stage, picture)).toEqual({ leftPx: 0, rightPx: 1000 });
  });
});
