const IPTC_EXTENSION = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
/** IPTC's term for a photograph of which a part was made by a trained model. */
const AI_COMPOSITE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** What is no longer true of an edited, upright, flattened picture: its old turn, thumbnails and HDR layer, the further packet that is not read. */
const STALE = ['tiff:Orientation', 'xmp:Thumbnails', 'Container:Directory', 'GContainer:Directory', 'hdrgm:\\w+', 'xmpNote:HasExtendedXMP'];
const LOCATION = ['exif:GPS\\w+'];
const SOURCE_TYPE = 'Iptc4xmpExt:DigitalSourceType';

/** True when the packet says where the picture was taken. */
export function hasXmpGps(xmp: string | undefined): boolean {
  return xmp !== undefined && /\bexif:GPS(Latitude|Longitude)\b/.test(xmp);
}

/** True when the packet tells of a second layer that brightens the picture on HDR screens. */
export function hasGainMap(xmp: string | undefined): boolean {
  return xmp !== undefined && /\bhdrgm:Version\b|\bHDRGainMap\b/.test(xmp);
}

/** A packet fit for the saved picture; undefined when nothing is to be said. */
export function xmpForSaving(xmp: string | undefined, { keepsLocation, saysAi }: { readonly keepsLocation: boolean; readonly saysAi: boolean }): string | undefined {
  let packet = xmp?.includes('</rdf:RDF>') ? xmp : undefined;
  if (packet === undefined) return saysAi ? newPacket(sourceType()) : undefined;
  for (const name of [...STALE, ...(keepsLocation ? [] : LOCATION), ...(saysAi ? [SOURCE_TYPE] : [])]) packet = without(packet, name);
  return saysAi ? packet.replace(/<\/rdf:RDF>(?![\s\S]*<\/rdf:RDF>)/, () => `${sourceType()}</rdf:RDF>`) : packet;
}

/**
 * The packet as UTF-8 of at most so many bytes: as it is, else without the blanks that writers leave for changes in place, else
 * only what must not be lost, that a model made a part of the picture; undefined where nothing is left to say.
 */
export function fittingXmp(packet: string, maxBytes: number): Uint8Array<ArrayBuffer> | undefined {
  const isMarked = packet.includes(AI_COMPOSITE);
  return [packet, packet.replace(/\s+(?=<\?xpacket end)/, ''), ...(isMarked ? [newPacket(sourceType())] : [])]
    .map((text) => new TextEncoder().encode(text)).find(({ length }) => length <= maxBytes);
}

function sourceType(): string {
  return `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${IPTC_EXTENSION}" ${SOURCE_TYPE}="${AI_COMPOSITE}"/>`;
}

function newPacket(content: string): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${content}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** The packet without a property, written as an attribute or as an element. */
function without(packet: string, name: string): string {
  return packet
    .replace(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`, 'g'), '')
    .replace(new RegExp(`<(${name})(\\s[^>]*)?/>`, 'g'), '')
    .replace(new RegExp(`<(${name})(\\s[^>]*)?>[\\s\\S]*?</\\1>`, 'g'), '');
}
