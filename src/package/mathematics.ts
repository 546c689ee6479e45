/** `mien/mathematics`: an edit's arithmetic (design section 2) without a model: style codes, crops, changes and composites. */
export { faceChange, faceGround, type FaceGround } from '../core/change.ts';
export { readColourSpace, type ColourSpace } from '../core/colour-space.ts';
export { composite, patchBase, type PatchBase } from '../core/composite.ts';
export { cropToNchw } from '../core/crop.ts';
export type { CropSquare, PointPx } from '../core/geometry.ts';
export type { RectPx, RgbaImage, Samples } from '../core/image.ts';
export { faceRegion, narrowedRegion, type FaceRegion } from '../core/mask.ts';
export { patchFrame, patchRect, type PatchFrame } from '../core/patch.ts';
export { resample, resizeAxis, type Axis, type FloatImage } from '../core/resample.ts';
export { wholeSquare } from '../edit/square.ts';
export { alignFace } from '../face/align.ts';
export { faceTemplate, type FaceTemplate } from '../face/templates.ts';
export { domainOfValues, editAttributes, editDomain, levelToStrength, type EditedStyle, type StyleLatents } from '../l2m/latent.ts';
