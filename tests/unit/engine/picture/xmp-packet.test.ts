import { describe, expect, it } from 'vitest';
import { fittingXmp, hasGainMap, hasXmpGps, xmpForSaving } from '../../../../src/engine/picture/xmp-packet.ts';
import { XMP_WITH_PLACE } from '../../../support/exif-builder.ts';

describe('xmpForSaving', () => {
  it('keeps what is said, drops what is no longer true', () => {
    const saved = xmpForSaving(XMP_WITH_PLACE, { keepsLocation: true, saysAi: false })!;
    expect(saved).toContain('<rdf:li>Ada</rdf:li>');
    expect(saved).toContain('exif:GPSLatitude="48,8.0N"');
    expect(saved).not.toContain('Orientation');
    expect(saved).not.toContain('DigitalSourceType');
  });

  it('drops the place, as attribute and as element', () => {
    expect(hasXmpGps(XMP_WITH_PLACE)).toBe(true);
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
