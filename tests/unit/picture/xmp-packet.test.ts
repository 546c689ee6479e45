import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingXmp, hasGainMap, hasXmpPlace, recipeIn, xmpForSaving } from '../../../src/picture/xmp-packet.ts';
import { XMP_WITH_PLACE } from '../../support/exif-builder.ts';

describe('xmpForSaving', () => {
  it('keeps what is said, drops what is no longer true', () => {
    const saved = xmpForSaving(XMP_WITH_PLACE, { keepsLocation: true, saysAi: false })!;
    expect(saved).toContain('<rdf:li>Ada</rdf:li>');
    expect(saved).toContain('exif:GPSLatitude="48,8.0N"');
    expect(saved).not.toContain('Orientation');
    expect(saved).not.toContain('DigitalSourceType');
  });

  it('drops the place, as attribute and as element', () => {
    expect(hasXmpPlace(XMP_WITH_PLACE)).toBe(true);
    const saved = xmpForSaving(XMP_WITH_PLACE, { keepsLocation: false, saysAi: false })!;
    expect(saved).not.toContain('GPS');
    expect(saved).not.toContain('11,34');
    expect(saved).toContain('Ada');
  });

  it('marks once, in place of what was said before', () => {
    const once = xmpForSaving(XMP_WITH_PLACE, { keepsLocation: true, saysAi: true })!;
    const twice = xmpForSaving(once.replace('compositeWith', 'was'), { keepsLocation: true, saysAi: true })!;
    for (const packet of [once, twice]) expect(packet.match(/DigitalSourceType="http[^"]*compositeWithTrainedAlgorithmicMedia"/g)).toHaveLength(1);
    expect(twice).not.toContain('wasTrained');
  });

  it('makes a packet of its own where there was none or a broken one', () => {
    for (const xmp of [undefined, 'no packet']) {
      expect(xmpForSaving(xmp, { keepsLocation: true, saysAi: true })).toMatch(/^<\?xpacket.*DigitalSourceType.*<\/rdf:RDF><\/x:xmpmeta><\?xpacket end="w"\?>$/s);
      expect(xmpForSaving(xmp, { keepsLocation: true, saysAi: false })).toBeUndefined();
    }
  });

  it('drops an HDR layer that is not saved', () => {
    const packet = XMP_WITH_PLACE.replace('tiff:Orientation', 'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" tiff:Orientation')
      .replace('<dc:creator>', '<Container:Directory><rdf:Seq><rdf:li>GainMap</rdf:li></rdf:Seq></Container:Directory><dc:creator>');
    expect(hasGainMap(packet)).toBe(true);
    const saved = xmpForSaving(packet, { keepsLocation: true, saysAi: false })!;
    expect(saved).not.toMatch(/GainMap|hdrgm:Version/);
    expect(saved).toContain('Ada');
  });
});

describe('the recipe in a picture', () => {
  const recipe = '{"version":1,"name":"<A> & \\"B\\" ’ 笑","edit":{"kind":"attributes","levels":{"smile":0.6}}}';
  const choice = { keepsLocation: true, saysAi: true };

  it('comes back as it was, beside what the picture said before, or alone', () => {
    for (const xmp of [XMP_WITH_PLACE, undefined]) expect(recipeIn(xmpForSaving(xmp, { ...choice, recipe }))).toBe(recipe);
    expect(recipeIn(xmpForSaving(undefined, { keepsLocation: true, saysAi: false, recipe }))).toBe(recipe);
    expect(xmpForSaving(XMP_WITH_PLACE, { ...choice, recipe })).toContain('Ada');
  });

  it('goes with the next save, unless the person wants that one’s too', () => {
    const once = xmpForSaving(XMP_WITH_PLACE, { ...choice, recipe })!;
    expect(xmpForSaving(once, choice)).not.toMatch(/mien:Recipe|smile/);
    expect(recipeIn(xmpForSaving(once, { ...choice, recipe: '{}' }))).toBe('{}');
  });

  it('makes room first where a file has too little of it, and nothing else goes', () => {
    const packet = xmpForSaving(XMP_WITH_PLACE, { ...choice, recipe: 'brush '.repeat(2000) })!;
    const kept = new TextDecoder().decode(fittingXmp(packet, 10_000));
    expect(recipeIn(kept)).toBeUndefined();
    expect(kept).toContain('Ada');
    expect(kept).toContain('compositeWithTrainedAlgorithmicMedia');
    expect(recipeIn(new TextDecoder().decode(fittingXmp(packet, 20_000)))).toMatch(/^brush /);
  });

  it('is none where the packet is none, or the text beyond measure', () => {
    expect([recipeIn(undefined), recipeIn('<x'), recipeIn(XMP_WITH_PLACE)]).toEqual([undefined, undefined, undefined]);
    expect(recipeIn(xmpForSaving(undefined, { ...choice, recipe: 'x'.repeat(65_537) }))).toBeUndefined();
  });

  it('is text whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => !/[\p{Cs}\0]/u.test(text)), (text) => { expect(recipeIn(xmpForSaving(undefined, { ...choice, recipe: text }))).toBe(text); }));
  });
});

describe('places', () => {
  const NAMES: readonly (readonly [namespace: string, local: string])[] = [
    ['http://ns.adobe.com/exif/1.0/', 'GPSLatitude'], ['http://ns.adobe.com/exif/1.0/', 'GPSAreaInformation'], ['http://ns.adobe.com/photoshop/1.0/', 'City'],
    ['http://ns.adobe.com/photoshop/1.0/', 'State'], ['http://ns.adobe.com/photoshop/1.0/', 'Country'], ['http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/', 'Location'],
    ['http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/', 'CountryCode'], ['http://iptc.org/std/Iptc4xmpExt/2008-02-29/', 'LocationCreated'], ['http://iptc.org/std/Iptc4xmpExt/2008-02-29/', 'LocationShown'],
    ['http://www.dji.com/drone-dji/1.0/', 'GpsLongtitude'], ['http://www.w3.org/2003/01/geo/wgs84_pos#', 'lat'], ['http://rs.tdwg.org/dwc/terms/', 'decimalLatitude'],
    ['http://purl.org/dc/elements/1.1/', 'coverage'], ['http://purl.org/dc/terms/', 'spatial'], ['http://ns.adobe.com/xmp/1.0/DynamicMedia/', 'shotLocation'], ['http://schema.org/', 'contentLocation'],
    ['http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/', 'CiAdrCity'], ['http://www.georss.org/georss', 'point'], ['http://www.opengis.net/gml', 'pos'], ['http://ns.iview-multimedia.com/mediapro/1.0/', 'Location'], ['urn:any', 'geoHash'], ['urn:any', 'Coordinates'],
  ];
  const prefix = fc.stringMatching(/^[a-wyzA-WYZ][a-z0-9]{0,5}$/).filter((name) => name !== 'rdf' && name !== 'dc');
  const shapes: Readonly<Record<string, (name: string, declaration: string) => string>> = {
    attribute: (name, declaration) => `<rdf:Description rdf:about="" ${declaration} ${name}="Nowhere"/>`,
    element: (name, declaration) => `<rdf:Description rdf:about="" ${declaration}><${name}>Nowhere</${name}></rdf:Description>`,
    'on the root': (name, declaration) => `<rdf:Description rdf:about=''><${name} ${declaration} rdf:parseType='Resource'><dc:x xmlns:dc="x">Nowhere</dc:x></${name}></rdf:Description>`,
    structure: (name, declaration) => `<rdf:Description ${declaration}><${name}><rdf:Bag><rdf:li><rdf:Description><${name}>Nowhere</${name}></rdf:Description></rdf:li></rdf:Bag></${name}></rdf:Description>`,
    'inside another': (name, declaration) => `<rdf:Description><dc:source xmlns:dc="http://purl.org/dc/elements/1.1/" ${declaration} rdf:parseType="Resource"><${name}>Nowhere</${name}></dc:source></rdf:Description>`,
  };

  it('go under any prefix, in any shape, and nothing else does', () => {
    fc.assert(fc.property(fc.constantFrom(...NAMES), fc.constantFrom(...Object.keys(shapes)), prefix, fc.boolean(), ([namespace, local], shape, given, isEscaped) => {
      const uri = isEscaped ? namespace.replace('h', '&#x68;') : namespace;
      const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- Nowhere --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${shapes[shape]!(`${given}:${local}`, `xmlns:${given}="${uri}"`)}<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ada</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`;
      expect(hasXmpPlace(packet)).toBe(true);
      expect(xmpForSaving(packet, { keepsLocation: true, saysAi: false })).toBe(packet);
      const saved = xmpForSaving(packet, { keepsLocation: false, saysAi: true })!;
      expect(saved).not.toContain('Nowhere');
      expect(hasXmpPlace(saved)).toBe(false);
      expect(saved).toContain('<dc:creator>Ada</dc:creator>');
    }), { numRuns: 400 });
  });

  it('are not seen in words that only sound like them', () => {
    const description = '<rdf:Description xmlns:a="urn:any" a:Allocation="1" a:Geometry="1" a:Statement="1" a:Placed="1" a:Regions="1" a:Covers="1"/>';
    expect(hasXmpPlace(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description}</rdf:RDF>`)).toBe(false);
  });

  it('do not hide in a packet that cannot be read: it is not carried over', () => {
    const head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">';
    for (const broken of ['<rdf:Description><a>Nowhere</b></rdf:Description>', '<!DOCTYPE a [<!ENTITY p "Nowhere">]>', '<a x="Nowhere" <', '<a>'.repeat(300) + 'Nowhere' + '</a>'.repeat(300), '<!-- Nowhere', '<a '.repeat(10)]) {
      expect(xmpForSaving(`${head}${broken}</rdf:RDF>`, { keepsLocation: false, saysAi: true })).not.toContain('Nowhere');
      expect(xmpForSaving(`${head}${broken}</rdf:RDF>`, { keepsLocation: true, saysAi: false })).toBeUndefined();
    }
  });
});

describe('a packet made to be slow', () => {
  const many = 400_000;
  const wrap = (content: string): string => `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/">${content}</rdf:RDF>`;
  it.each([
    ['thumbnails that do not end', wrap('<xmp:Thumbnails>'.repeat(many / 4))], ['thumbnails that end', wrap('<xmp:Thumbnails></xmp:Thumbnails>'.repeat(many / 16))], ['blanks', wrap(`<a${' '.repeat(many)}b`)],
    ['blanks in text', wrap(' '.repeat(many))], ['ends of RDF', wrap('</rdf:RDF>'.repeat(many / 4))], ['attributes', wrap(`<a ${'exif:GPSLatitude="1" '.repeat(many / 10)}/>`)],
    ['declarations', wrap(`<a ${Array.from({ length: many / 40 }, (_, i) => `xmlns:p${i}="x"`).join(' ')}>${'<p1:b/>'.repeat(many / 40)}</a>`)], ['opening brackets', '<'.repeat(many)], ['quotes', `<a b="${'"'.repeat(many)}`],
    ['equals', `<a ${'b '.repeat(many)}`], ['comments', '<!--'.repeat(many)], ['64 MB', wrap('x'.repeat(64 * 2 ** 20))],
  ])('takes no longer than its length asks for: %s', (_name, packet) => {
    for (const keepsLocation of [true, false]) xmpForSaving(packet, { keepsLocation, saysAi: true });
    hasXmpPlace(packet);
    expect(fittingXmp(packet.slice(0, 2_000_000), 10)).toBeUndefined();
  }, 20_000);
});

describe('fittingXmp', () => {
  const marked = xmpForSaving(XMP_WITH_PLACE, { keepsLocation: true, saysAi: true })!;
  const fit = (packet: string, maxBytes: number): string => new TextDecoder().decode(fittingXmp(packet, maxBytes));

  it('keeps a packet that fits, to the byte', () => {
    const { length } = new TextEncoder().encode(marked);
    expect(fit(marked, length)).toBe(marked);
  });

  it('first gives up the blanks, then all but the mark of AI, then everything', () => {
    const padded = marked.replace('<?xpacket end', `${' '.repeat(4000)}<?xpacket end`);
    expect(fit(padded, 3000)).toContain('<rdf:li>Ada</rdf:li>');
    const long = marked.replace('Ada', 'Ada '.repeat(1000));
    expect(fit(long, 3000)).not.toContain('Ada');
    expect(fit(long, 3000)).toContain('compositeWithTrainedAlgorithmicMedia');
    expect(fittingXmp(long.replace('compositeWith', 'was'), 3000)).toBeUndefined();
  });
});
