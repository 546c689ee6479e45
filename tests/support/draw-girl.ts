/**
 * Draws the sample of a drawn face, out of curves that are written down here, and renders it:
 *
 *     npx tsx tests/support/draw-girl.ts public/samples/drawn-girl.webp
 */
import sharp from 'sharp';

const SIDE_PX = 512;
/** Rendered so much larger, then made small: finer edges than the renderer's own. */
const SUPERSAMPLING = 3;

const INK = '#5a2c33';
const HAIR_INK = '#5b2130';

/** The left half of a face as the viewer sees it, and the same mirrored. */
function both(half: string): string {
  return `${half}<g transform="translate(${SIDE_PX} 0) scale(-1 1)">${half}</g>`;
}

function gradient(id: string, stops: readonly (readonly [offset: number, colour: string])[], attributes = 'x1="0" y1="0" x2="0" y2="1"', kind = 'linear'): string {
  return `<${kind}Gradient id="${id}" ${attributes}>${stops.map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`).join('')}</${kind}Gradient>`;
}

const FACE = 'M160 236 C158 280 166 314 190 342 C212 366 238 385 256 386 C274 385 300 366 322 342 C346 314 354 280 352 236 C350 160 312 130 256 130 C200 130 162 160 160 236 Z';
const BACK_HAIR = `M256 72 C164 70 112 134 112 220 C112 292 118 340 98 398 C90 424 70 440 52 446 C66 452 80 450 92 444 C84 470 72 496 62 520 L450 520
  C440 496 428 470 420 444 C432 450 446 452 460 446 C442 440 422 424 414 398 C394 340 400 292 400 220 C400 134 348 70 256 72 Z`;
/** The fringe from temple to temple: its lower edge is the tips of seven locks. */
const FRINGE = `M256 78 C176 74 128 132 128 216 C128 250 134 276 130 306 C144 290 153 268 158 240 C161 250 165 257 170 262 C176 246 184 232 196 214
  C198 224 202 234 208 242 C218 228 230 212 246 196 C247 212 251 226 259 240 C266 224 271 210 276 197 C286 212 298 226 303 243 C310 233 314 223 317 214
  C328 230 338 246 342 263 C348 257 351 250 354 240 C358 268 367 290 382 306 C378 276 384 250 384 216 C384 132 336 74 256 78 Z`;
const LOCK = 'M134 214 C124 268 128 326 112 384 C107 402 100 414 94 424 C118 416 134 396 143 368 C153 330 150 290 158 250 Z';

const DEFS = `<defs>
  ${gradient('ground', [[0, '#dff0fb'], [0.6, '#cfe0f6'], [1, '#c9cdee']])}
  ${gradient('skin', [[0, '#fdeade'], [0.62, '#fde4d6'], [1, '#f9d3c4']])}
  ${gradient('neck', [[0, '#efb9a8'], [0.55, '#f6cdbd'], [1, '#fbdccd']])}
  ${gradient('back', [[0, '#7a2f3a'], [0.5, '#6d2735'], [1, '#8d3b41']])}
  ${gradient('hair', [[0, '#b4524a'], [0.45, '#a34245'], [0.8, '#b9584c'], [1, '#cf7059']])}
  ${gradient('iris', [[0, '#123c3c'], [0.42, '#1d6f62'], [0.8, '#4fbf93'], [1, '#b4f0c0']])}
  ${gradient('white', [[0, '#c9ccdc'], [0.4, '#f4f4f8'], [1, '#ffffff']])}
  ${gradient('cloth', [[0, '#34406f'], [1, '#27305a']])}
  ${gradient('ribbon', [[0, '#e2586a'], [1, '#b83a53']])}
  <filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="7"/></filter>
  <filter id="softer" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="3"/></filter>
  <clipPath id="inFace"><path d="${FACE}"/></clipPath>
  <clipPath id="inFringe"><path d="${FRINGE}"/></clipPath>
  <clipPath id="inBack"><path d="${BACK_HAIR}"/></clipPath>
  <clipPath id="inEye"><path d="M176 262 C180 240 196 230 212 231 C226 232 235 242 238 258 C238 276 232 292 220 298 C204 302 186 294 179 280 Z"/></clipPath>
</defs>`;

const GROUND = `<rect width="512" height="512" fill="url(#ground)"/>
  <g fill="#ffffff" opacity=".5" filter="url(#softer)">
    <circle cx="62" cy="90" r="34"/><circle cx="452" cy="60" r="22"/><circle cx="468" cy="216" r="40"/><circle cx="36" cy="270" r="20"/><circle cx="420" cy="130" r="10"/><circle cx="108" cy="30" r="12"/>
  </g>`;

function backHair(): string {
  const strands = [[122, 330, 84, 512], [136, 390, 112, 512], [166, 350, 158, 448], [184, 366, 178, 442], [390, 330, 428, 512], [376, 390, 400, 512], [346, 350, 354, 448], [328, 366, 334, 442]]
    .map(([x, y, toX, toY]) => `<path d="M${x} ${y} C${x} ${y! + 60} ${toX} ${toY! - 70} ${toX} ${toY}"/>`).join('');
  return `<path d="${BACK_HAIR}" fill="url(#back)" stroke="${HAIR_INK}" stroke-width="3" stroke-linejoin="round"/>
    <g fill="none" stroke="#4f1a28" stroke-width="2.5" opacity=".55" stroke-linecap="round">${strands}</g>`;
}

function bust(): string {
  const collar = 'M222 424 C206 430 190 438 178 446 C190 466 208 486 232 500 L256 470 Z';
  return `<path d="M226 356 L226 418 C226 432 190 438 150 450 L150 520 L362 520 L362 450 C322 438 286 432 286 418 L286 356 Z" fill="url(#neck)" stroke="${INK}" stroke-width="2.5"/>
    <path d="M226 372 C240 392 272 392 286 372 L286 404 C270 418 240 416 226 396 Z" fill="#d9917f" opacity=".55"/>
    <path d="M92 520 C96 474 128 456 186 440 L256 512 L326 440 C384 456 416 474 420 520 Z" fill="url(#cloth)" stroke="#1b2145" stroke-width="3"/>
    ${both(`<path d="${collar}" fill="#f7f8fc" stroke="#7d86ad" stroke-width="2.5" stroke-linejoin="round"/><path d="M190 450 C200 464 214 478 232 490" fill="none" stroke="#8fa0d8" stroke-width="3"/>
      <path d="M256 486 C236 470 214 468 206 478 C202 490 206 506 214 512 C230 510 246 502 256 494 Z" fill="url(#ribbon)" stroke="#7a2238" stroke-width="2.5" stroke-linejoin="round"/>`)}
    <circle cx="256" cy="490" r="9" fill="#d1495f" stroke="#7a2238" stroke-width="2.5"/>`;
}

function face(): string {
  return `<path d="${FACE}" fill="url(#skin)" stroke="${INK}" stroke-width="2.6" stroke-linejoin="round"/>
    <g clip-path="url(#inFace)">
      ${both('<ellipse cx="188" cy="318" rx="25" ry="13" fill="#f58d8a" opacity=".5" filter="url(#soft)"/>')}
      <path d="M352 236 C352 300 330 350 256 388 L360 388 Z" fill="#eeb0a0" opacity=".35" filter="url(#soft)"/>
      <g transform="translate(2 13)"><path d="${FRINGE}" fill="#c9786c" opacity=".5" filter="url(#softer)"/></g>
    </g>
    ${both('<path d="M178 315 l-4 8 M188 316 l-4 8 M198 316 l-4 8" stroke="#e0686c" stroke-width="1.8" stroke-linecap="round" opacity=".55"/>')}
    <path d="M255 318 C257 321 258 324 255 326" fill="none" stroke="#b9695c" stroke-width="2.4" stroke-linecap="round"/>
    <circle cx="250" cy="314" r="2.6" fill="#ffffff" opacity=".8"/>
    <path d="M240 347 C247 351 265 351 272 347" fill="none" stroke="#9a4148" stroke-width="3" stroke-linecap="round"/>
    <path d="M250 358 C254 360 258 360 262 358" fill="none" stroke="#dc9a8c" stroke-width="2.2" stroke-linecap="round"/>`;
}

/** The left one; `flip` puts the lights where they are in the right one once it is mirrored: light comes from one side. */
function eye(flip: boolean): string {
  const lightX = flip ? 218 : 200;
  const smallX = flip ? 200 : 220;
  return `<g clip-path="url(#inEye)">
      <rect x="170" y="225" width="75" height="80" fill="url(#white)"/>
      <ellipse cx="210" cy="267" rx="22" ry="31" fill="url(#iris)" stroke="#0d2b2c" stroke-width="2.5"/>
      <ellipse cx="210" cy="262" rx="9" ry="14" fill="#08211f"/>
      <path d="M192 280 C200 296 220 296 228 280 C224 290 216 294 210 294 C204 294 196 290 192 280 Z" fill="#e0ffdc" opacity=".8"/>
      <path d="M170 225 H245 V250 C225 240 195 240 170 258 Z" fill="#0a1f2a" opacity=".45" filter="url(#softer)"/>
      <ellipse cx="${lightX}" cy="250" rx="7.5" ry="10" fill="#ffffff"/>
      <circle cx="${smallX}" cy="282" r="4" fill="#ffffff" opacity=".95"/>
    </g>
    <path d="M170 270 C172 262 175 256 179 250 C190 232 208 224 222 227 C232 230 238 240 240 256 C233 244 226 238 214 237 C200 236 188 244 180 260 C178 266 176 270 174 276 C173 274 171 272 170 270 Z" fill="#3a1822"/>
    <path d="M178 254 C172 254 167 250 164 244 C170 247 176 246 182 243 Z M175 264 C169 265 164 263 160 259 C166 260 172 258 176 255 Z" fill="#3a1822"/>
    <path d="M190 295 C198 301 210 303 222 298" fill="none" stroke="#6b3038" stroke-width="2.4" stroke-linecap="round"/>
    <path d="M184 232 C196 220 214 216 230 222" fill="none" stroke="#a8604f" stroke-width="2" stroke-linecap="round"/>`;
}

function frontHair(): string {
  const strands = ['M250 90 C216 116 188 160 176 250', 'M242 86 C204 102 160 150 146 270', 'M254 92 C240 130 226 170 214 226', 'M258 92 C262 136 264 176 260 224',
    'M264 90 C284 130 298 170 303 230', 'M270 88 C308 116 336 160 340 250', 'M276 86 C324 106 352 150 366 270']
    .map((d) => `<path d="${d}"/>`).join('');
  // The ring of light that every drawn head wears: one band, cut into spikes where locks part.
  const ring = `M134 196 C160 158 204 138 256 138 C308 138 352 158 378 196 C372 192 368 190 362 189 C360 198 358 206 354 214 C350 200 346 190 340 182 C334 186 328 190 322 198
    C318 186 312 178 304 172 C298 178 292 186 286 196 C282 182 278 174 270 168 C264 176 258 186 252 198 C248 184 244 176 238 169 C230 176 222 186 214 200
    C212 188 208 180 202 175 C194 182 186 192 178 208 C177 198 174 192 170 188 C162 190 150 192 134 196 Z`;
  return `${both(`<path d="${LOCK}" fill="url(#hair)" stroke="${HAIR_INK}" stroke-width="2.8" stroke-linejoin="round"/><path d="M138 250 C134 310 132 360 112 406" fill="none" stroke="#7c2c38" stroke-width="2" opacity=".6"/>`)}
    <path d="${FRINGE}" fill="url(#hair)" stroke="${HAIR_INK}" stroke-width="2.8" stroke-linejoin="round"/>
    <g clip-path="url(#inFringe)">
      <path d="M256 66 C156 66 116 140 122 240 L150 240 C146 160 190 104 256 96 C322 104 366 160 362 240 L390 240 C396 140 356 66 256 66 Z" fill="#6c2233" opacity=".4" filter="url(#soft)"/>
      <path d="${ring}" fill="#ee9a80" opacity=".6"/><path d="${ring}" fill="#ffdcc4" opacity=".65" transform="translate(256 166) scale(.97 .5) translate(-256 -168)"/>
      <g fill="none" stroke="#7c2c38" stroke-width="2" opacity=".6" stroke-linecap="round">${strands}</g>
    </g>
    <path d="M250 82 C238 58 246 40 274 34 C262 46 260 62 268 82 C262 84 256 84 250 82 Z" fill="#b4524a" stroke="${HAIR_INK}" stroke-width="2.6" stroke-linejoin="round"/>`;
}

const BROWS = both('<path d="M180 212 C190 203 208 200 226 207 C208 206 192 208 180 212 Z" fill="#6b2833" stroke="#6b2833" stroke-width="2" opacity=".75" stroke-linejoin="round"/>');

const [out = ''] = process.argv.slice(2);
const mirrored = `<g transform="translate(${SIDE_PX} 0) scale(-1 1)">${eye(true)}</g>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="${SIDE_PX * SUPERSAMPLING}" height="${SIDE_PX * SUPERSAMPLING}">${DEFS}${GROUND}${backHair()}${bust()}${face()}${eye(false)}${mirrored}${frontHair()}${BROWS}</svg>`;
const large = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
await sharp(large).resize(SIDE_PX, SIDE_PX).webp({ quality: 90, effort: 6 }).toFile(out);
