import { expect, it } from 'vitest';
import { KIND_SAMPLE, tellFolderKind } from '../../../src/batch/folder-kind.ts';

it('a folder is of the kind that more than half of the sample is of', () => {
  expect(tellFolderKind(['drawn', 'photographed', 'drawn', undefined, 'drawn'], KIND_SAMPLE)).toEqual({ kind: 'drawn', count: 3, looked: 5 });
  // Told before all were looked at: those that are to come could change nothing.
  expect(tellFolderKind(['photographed', 'photographed', 'photographed'], KIND_SAMPLE)).toEqual({ kind: 'photographed', count: 3, looked: 3 });
  expect(tellFolderKind(['drawn', 'photographed', 'photographed', 'drawn', 'photographed'], KIND_SAMPLE)).toMatchObject({ kind: 'photographed', count: 3 });
});

it('and of none where fewer are, be it half of them', () => {
  expect(tellFolderKind(['drawn', 'drawn', 'photographed', 'photographed', undefined], KIND_SAMPLE)).toBeUndefined();
  expect(tellFolderKind(['drawn', 'drawn'], 4)).toBeUndefined();
  expect([tellFolderKind([], KIND_SAMPLE), tellFolderKind([undefined, undefined, undefined], KIND_SAMPLE)]).toEqual([undefined, undefined]);
});
