import * as v from 'valibot';
import { maskSchema } from '../../edit/checked-text.ts';
import type { EditDocument } from '../edit-document.ts';
import { COMPARE_MODES, FIRST_COMPARISON } from '../slices/view-slice.ts';
import { SESSION_VERSION, type SessionState } from './session-state.ts';

const number = v.pipe(v.number(), v.finite());
const point = v.looseObject({ xPx: number, yPx: number });
const square = v.looseObject({ centreXPx: number, centreYPx: number, sidePx: number, rotationRad: number });
const found = v.looseObject({
  points: v.looseObject({ leftEye: point, rightEye: point, noseTip: point, mouthLeft: point, mouthRight: point }),
  oval: v.array(point), confidence: number, hints: v.looseObject({}),
});

/** Steps of a history share most of their parts: each is looked at once. */
function once(schema: v.GenericSchema): v.GenericSchema {
  const known = new WeakMap<object, boolean>();
  return v.custom((input) => {
    if (typeof input !== 'object' || input === null) return false;
    const before = known.get(input);
    if (before !== undefined) return before;
    const isRight = v.is(schema, input);
    known.set(input, isRight);
    return isRight;
  });
}

function documentSchema(): v.GenericSchema {
  const face = once(v.looseObject({
    id: v.string(), origin: v.picklist(['detected', 'drawn', 'whole']), square: once(square),
    proposed: v.optional(once(square)), found: v.optional(once(found)), seen: v.optional(once(square)),
    levels: v.record(v.string(), number), correctedSources: v.record(v.string(), v.picklist([0, 1])),
    domainMove: v.looseObject({ sourceId: v.optional(v.string()), targetId: v.optional(v.string()), strength: number, seed: v.optional(v.pipe(number, v.integer(), v.minValue(0))) }),
    reference: v.optional(once(v.looseObject({
      pictureId: v.string(), name: v.string(), square: once(square), isLargest: v.boolean(), found: v.optional(once(found)),
      leftOut: v.array(v.string()), said: v.record(v.string(), v.picklist([0, 1])), strength: number,
    }))),
    mask: v.optional(maskSchema),
  }));
  return v.looseObject({ pictureId: v.string(), faces: v.array(face), detail: v.pipe(number, v.minValue(0), v.maxValue(1)) });
}

/** What may be missing or wrong in a session of an older version, and what stands in for it. */
const zoom = v.fallback(v.variant('kind', [
  v.object({ kind: v.literal('fit') }), v.object({ kind: v.literal('free'), scale: v.pipe(number, v.gtValue(0)), centreXPx: number, centreYPx: number }),
]), { kind: 'fit' });
const view = v.fallback(v.object({
  zoom,
  compare: v.fallback(v.object({ isOn: v.boolean(), mode: v.picklist(COMPARE_MODES), position: v.pipe(number, v.minValue(0), v.maxValue(1)) }), FIRST_COMPARISON),
  isFrameOn: v.fallback(v.boolean(), true),
  selectedFaceId: v.fallback(v.optional(v.string()), undefined),
  isEditingAll: v.fallback(v.boolean(), false),
}), { zoom: { kind: 'fit' }, compare: FIRST_COMPARISON, isFrameOn: true, selectedFaceId: undefined, isEditingAll: false });
const searches = v.fallback(v.record(v.string(), v.object({ lookedFor: v.picklist(['photographed', 'drawn']), status: v.picklist(['looking', 'found', 'none', 'failed']) })), {});

/** The document is what counts: without a readable one there is no session; anything else that is missing or unknown has a stand-in. */
export function readSession(stored: unknown): SessionState | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { version, modelId, document, past, future, ...rest } = stored as Partial<Record<keyof SessionState, unknown>>;
  const schema = documentSchema();
  const isDocument = (value: unknown): value is EditDocument => v.is(schema, value);
  if (version !== SESSION_VERSION || !isDocument(document)) return undefined;
  const steps = (value: unknown): readonly EditDocument[] => (Array.isArray(value) && value.every(isDocument) ? value : []);
  const { selectedFaceId, ...restOfView } = v.parse(view, rest.view);
  return {
    // One of an earlier version does not say who chose its model, so it is left alone.
    isModelChosen: rest.isModelChosen !== false,
    version, document, past: steps(past), future: steps(future), modelId: typeof modelId === 'string' ? modelId : undefined,
    searches: v.parse(searches, rest.searches), view: { ...restOfView, selectedFaceId },
  };
}
