/** The differences that the colours of a heat map stand for, in steps of 255, and the colours, the darkest first: their lightness rises, so that they can be told apart without seeing hues. */
export const HEAT_STOPS = [
  { difference: 4, colour: [46, 30, 110] }, { difference: 16, colour: [146, 38, 128] }, { difference: 32, colour: [226, 84, 72] }, { difference: 64, colour: [255, 226, 110] },
] as const satisfies readonly { readonly difference: number; readonly colour: readonly [number, number, number] }[];

const SMALLEST = HEAT_STOPS[0].difference;

/** The colour of a difference; undefined below the smallest one that is told. */
export function heatColour(difference: number): readonly [number, number, number] | undefined {
  if (difference < SMALLEST) return undefined;
  const next = HEAT_STOPS.findIndex((stop) => stop.difference > difference);
  if (next < 0) return HEAT_STOPS.at(-1)?.colour;
  const [from, to] = [HEAT_STOPS[next - 1]!, HEAT_STOPS[next]!];
  const share = (difference - from.difference) / (to.difference - from.difference);
  const mixed = (i: 0 | 1 | 2): number => Math.round(from.colour[i] + share * (to.colour[i] - from.colour[i]));
  return [mixed(0), mixed(1), mixed(2)];
}

/** Paints how far two pictures of straight RGBA differ, by the channel that differs most; clear where they are as good as the same. */
export function paintDifference(before: ArrayLike<number>, after: ArrayLike<number>, out: Uint8ClampedArray): void {
  const colours = Array.from({ length: 256 }, (_, difference) => heatColour(difference));
  for (let i = 0; i < out.length; i += 4) {
    let most = 0;
    for (let channel = i; channel < i + 4; channel++) most = Math.max(most, Math.abs(before[channel]! - after[channel]!));
    const colour = colours[most];
    if (!colour) continue;
    out[i] = colour[0];
    out[i + 1] = colour[1];
    out[i + 2] = colour[2];
    out[i + 3] = 255;
  }
}
