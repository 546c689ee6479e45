import type { DrawnFaceNetwork } from '../face/find-drawn-faces.ts';
import type { Runtime } from './runtime.ts';

/** The detector of drawn faces on a runtime; one call at a time. */
export async function loadDrawnFaceNetwork(runtime: Runtime, model: Uint8Array<ArrayBuffer>): Promise<DrawnFaceNetwork> {
  const session = await runtime.createSession(model);
  return async ({ data, widthPx, heightPx }) => {
    const image = runtime.tensor(data, [1, 3, heightPx, widthPx]);
    const outputs = await session.run({ image });
    image.dispose();
    const answers = outputs['answers']!;
    const samples = await answers.read();
    answers.dispose();
    return samples;
  };
}
