import { describe, expect, it } from 'vitest';
import { ProtoWriter } from '../../../src/onnx/proto-writer.ts';

const bytesOf = (writer: ProtoWriter): number[] => Array.from(writer.finish());

// Expected bytes: the examples of https://protobuf.dev/programming-guides/encoding/
describe('ProtoWriter', () => {
  it('writes varints', () => {
    expect(bytesOf(new ProtoWriter().integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(bytesOf(new ProtoWriter().integer(1, 0))).toEqual([0x08, 0]);
  });

  it('writes integers past 2^31 and fields past 15', () => {
    expect(bytesOf(new ProtoWriter().integer(20, 2 ** 35))).toEqual([0xa0, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
  });

  it('writes strings and messages', () => {
    expect(bytesOf(new ProtoWriter().string(2, 'testing'))).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect(bytesOf(new ProtoWriter().message(3, new ProtoWriter().integer(1, 150)))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  });

  it('writes floats little-endian', () => {
    expect(bytesOf(new ProtoWriter().float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  it('refers to bytes until it is finished', () => {
    const payload = Uint8Array.of(1, 2);
    const writer = new ProtoWriter().bytes(1, payload);
    payload[0] = 9;
    expect(bytesOf(writer)).toEqual([0x0a, 2, 9, 2]);
  });
});
