import { describe, expect, it } from 'vitest';
import { drawnSquare, frameDrawn, framePhotographed, ovalWithin, wantedFaces } from '../../../src/edit/face-framing.ts';
import { faceAt } from '../state/finder-double.ts';

const manifest = { alignment: 'tight', imageSizePx: 128 } as const;
const photo = { widthPx: 1000, heightPx: 800 };
const square = { centreXPx: 300.004, centreYPx: 200.006, sidePx: 150.0049, rotationRad: 0.000_04 };

describe('photographed faces', () => {
  it('are framed to a hundredth of a pixel; a turn that nobody sees is none', () => {
    expect(framePhotographed([faceAt(square)], manifest, photo).map((face) => face.square)).toEqual([{ centreXPx: 300, centreYPx: 200.01, sidePx: 150, rotationRad: 0 }]);
  });

  it('keep the finder’s order', () => {
    const small = { ...square, sidePx: 60 };
    expect(framePhotographed([faceAt(small), faceAt(square)], manifest, photo).map((face) => face.square.sidePx)).toEqual([60, 150]);
  });

  it('that reach beyond the border stay as they are found', () => {
    const [face] = framePhotographed([faceAt({ ...square, centreXPx: 10, centreYPx: 795, sidePx: 300 })], manifest, photo);
    expect(face!.square).toMatchObject({ centreXPx: 10, centreYPx: 795, sidePx: 300 });
  });

  it('where there are none, a crop is taken whole and nothing else is', () => {
    expect(framePhotographed([], manifest, { widthPx: 128, heightPx: 120 })).toEqual([{ origin: 'whole', square: { centreXPx: 64, centreYPx: 60, sidePx: 120, rotationRad: 0 } }]);
    expect(framePhotographed([], manifest, photo)).toEqual([]);
  });
});

describe('drawn faces', () => {
  const face = (sidePx: number, centreXPx: number) => ({ centreXPx, centreYPx: 400, sidePx, rotationRad: 0 });

  it('come the largest first, whichever the detector is surest of', () => {
    expect(frameDrawn([face(60, 100), face(200, 700), face(90, 400)], {}, photo).map(({ square: { sidePx } }) => sidePx)).toEqual([200, 90, 60]);
  });

  it('have their centre on the picture and at least 24 px a side', () => {
    expect(frameDrawn([face(10, -8), face(200, 700)], {}, photo)[1]!.square).toEqual({ centreXPx: 0, centreYPx: 400, sidePx: 24, rotationRad: 0 });
  });

  it('a lone one that fills the picture, or none at all: the picture is taken whole', () => {
    const whole = [{ origin: 'whole', square: { centreXPx: 500, centreYPx: 400, sidePx: 800, rotationRad: 0 } }];
    expect([frameDrawn([face(600, 500)], {}, photo), frameDrawn([], {}, photo)]).toEqual([whole, whole]);
    expect(frameDrawn([face(599, 500)], {}, photo)[0]).toMatchObject({ origin: 'detected' });
    expect(frameDrawn([face(600, 500), face(50, 100)], {}, photo)).toHaveLength(2);
  });

  it('have a wider square where the bundle asks for one, about where they were seen', () => {
    const [largest, small] = frameDrawn([face(10, -8), face(200, 700)], { frameScale: 1.5 }, photo);
    expect(largest).toEqual({ origin: 'detected', square: face(300, 700), seen: face(200, 700) });
    expect([small!.square.sidePx, small!.seen!.sidePx]).toEqual([36, 24]);
    expect(drawnSquare(largest!.seen!, {})).toEqual(face(200, 700));
  });

  it('are what bundles without a template want', () => {
    expect((['tight', 'celeba-hq', 'none'] as const).map((alignment) => wantedFaces({ alignment }))).toEqual(['photographed', 'photographed', 'drawn']);
  });
});

describe('a contour', () => {
  const { oval } = faceAt({ centreXPx: 300, centreYPx: 200, sidePx: 150, rotationRad: 0 });
  const at = (centreXPx: number, sidePx = 150) => ovalWithin({ centreXPx, centreYPx: 200, sidePx, rotationRad: 0 }, oval);

  it('counts while its square frames it, and no longer once that lies elsewhere or is another size', () => {
    expect([at(300), at(335)]).toEqual([oval, oval]);
    expect([at(340), at(300, 100), at(300, 440), ovalWithin(square, []), ovalWithin(square, undefined)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
