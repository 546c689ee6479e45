import { attributeValue, hasProperty, NAMESPACES, withoutProperties, type PropertyName } from './xmp-properties.ts';

/** IPTC's term for a photograph of which a part was made by a trained model. */
const AI_COMPOSITE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

const SOURCE_TYPE = 'DigitalSourceType';
const RECIPE = 'Recipe';
/** Of a recipe in a picture; what the app writes has some hundred letters, and as many thousands with a brush of several strokes. */
const LONGEST_RECIPE = 65_536;
const HDR_NAMESPACES: ReadonlySet<string> = new Set([NAMESPACES.hdrgm, 'http://ns.apple.com/HDRGainMap/1.0/']);
/** Of nothing but places: W3C's geo, Darwin Core, GeoRSS, GML, vCard's addresses. */
const PLACE_NAMESPACES: readonly string[] = ['http://www.w3.org/2003/01/geo/wgs84_pos#', 'http://rs.tdwg.org/dwc/', 'http://www.georss.org/georss', 'http://www.opengis.net/', 'http://www.w3.org/2006/vcard/ns#'];
/** Names of places in Dublin Core, Photoshop, IPTC Core (the creator's address too: it may be where the picture was taken) and Extension, and of those who borrow from them. */
const PLACE_NAMES: ReadonlySet<string> = new Set([
  'city', 'state', 'country', 'county', 'province', 'provincestate', 'region', 'worldregion', 'street', 'address', 'postalcode', 'place', 'places', 'placename',
  'ciadrextadr', 'ciadrcity', 'ciadrregion', 'ciadrpcode', 'ciadrctry', 'coverage', 'spatial', 'landmark', 'venue', 'lat', 'lon', 'lng', 'latlon', 'latlong',
]);

/** What is no longer true of an edited, upright, flattened picture: its old turn, thumbnails and HDR layer, the further packet that is not read. */
function isStale({ namespace, local }: PropertyName): boolean {
  return (namespace === NAMESPACES.tiff && local === 'Orientation') || (namespace === NAMESPACES.xmp && local === 'Thumbnails')
    // The edit before this one is a part of the picture now.
    || namespace === NAMESPACES.mien
    || (namespace === NAMESPACES.Container && local === 'Directory') || (namespace === NAMESPACES.xmpNote && local === 'HasExtendedXMP') || HDR_NAMESPACES.has(namespace);
}

/** Whatever says where: by vocabulary, and by name wherever a maker has put coordinates into a vocabulary of its own. */
function isPlace({ namespace, local }: PropertyName): boolean {
  const name = local.toLowerCase();
  return PLACE_NAMES.has(name) || /gps|latitude|longti?tude|altitude|geo(?:tag|loc|hash|point)|(?<!al|col|dis)location|coordinate|country|sublocation/.test(name) || PLACE_NAMESPACES.some((place) => namespace.startsWith(place));
}

function isSourceType({ namespace, local }: PropertyName): boolean {
  return namespace === NAMESPACES.Iptc4xmpExt && local === SOURCE_TYPE;
}

/** True when the packet says where the picture was taken. */
export function hasXmpPlace(xmp: string | undefined): boolean {
  return xmp !== undefined && hasProperty(xmp, isPlace);
}

/** True when the packet tells of a second layer that brightens the picture on HDR screens. */
export function hasGainMap(xmp: string | undefined): boolean {
  return xmp !== undefined && /\bhdrgm:Version\b|\bHDRGainMap\b/.test(xmp);
}

/** A packet fit for the saved picture; undefined when nothing is to be said. One that cannot be read is not carried over: nobody could say what it tells. */
export function xmpForSaving(xmp: string | undefined, { keepsLocation, saysAi, recipe }: { readonly keepsLocation: boolean; readonly saysAi: boolean; readonly recipe?: string | undefined }): string | undefined {
  const isUnwanted = (name: PropertyName): boolean => isStale(name) || (!keepsLocation && isPlace(name)) || (saysAi && isSourceType(name));
  const packet = xmp === undefined ? undefined : withoutProperties(xmp, isUnwanted, !keepsLocation);
  const said = `${saysAi ? sourceType() : ''}${recipe === undefined ? '' : recipeEntry(recipe)}`;
  if (!packet) return said === '' ? undefined : newPacket(said);
  const { text, insertAt } = packet;
  return text.slice(0, insertAt) + said + text.slice(insertAt);
}

/**
 * The packet as UTF-8 of at most so many bytes: as it is, else without the blanks that writers leave for changes in place, else
 * without our recipe, whose brush may be long, else only what must not be lost, that a model made a part of the picture; undefined where nothing is left to say.
 */
export function fittingXmp(packet: string, maxBytes: number): Uint8Array<ArrayBuffer> | undefined {
  const isMarked = packet.includes(AI_COMPOSITE);
  const end = packet.lastIndexOf('<?xpacket end');
  const tight = end < 0 ? packet : packet.slice(0, end).trimEnd() + packet.slice(end);
  const bare = recipeIn(packet) === undefined ? undefined : withoutProperties(tight, ({ namespace }) => namespace === NAMESPACES.mien, false)?.text;
  return [packet, tight, ...(bare === undefined ? [] : [bare]), ...(isMarked ? [newPacket(sourceType())] : [])]
    .map((text) => new TextEncoder().encode(text)).find(({ length }) => length <= maxBytes);
}

function sourceType(): string {
  return `<rdf:Description xmlns:rdf="${NAMESPACES.rdf}" rdf:about="" xmlns:Iptc4xmpExt="${NAMESPACES.Iptc4xmpExt}" Iptc4xmpExt:${SOURCE_TYPE}="${AI_COMPOSITE}"/>`;
}

/** The recipe that a picture was saved with, as text; undefined where it has none. */
export function recipeIn(xmp: string | undefined): string | undefined {
  const text = xmp === undefined ? undefined : attributeValue(xmp, ({ namespace, local }) => namespace === NAMESPACES.mien && local === RECIPE);
  return text !== undefined && text.length <= LONGEST_RECIPE ? text : undefined;
}

function recipeEntry(recipe: string): string {
  const escaped = recipe.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)!};`);
  return `<rdf:Description xmlns:rdf="${NAMESPACES.rdf}" rdf:about="" xmlns:mien="${NAMESPACES.mien}" mien:${RECIPE}="${escaped}"/>`;
}

function newPacket(content: string): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${content}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}
