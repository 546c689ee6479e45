import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { droppedSource, pickedFiles, zipSource } from '../../../src/bridge/batch-source.ts';
import { isPictureName } from '../../../src/core/picture-formats.ts';
import { MemoryFolder } from '../state/batch/memory-folder.ts';

/** A file or a folder as a drop hands it out: a reader gives at most 100 entries at a time. */
function entry(name: string, content: string | readonly FileSystemEntry[]): FileSystemEntry {
  if (typeof content === 'string') return { name, isFile: true, isDirectory: false, file: (take: (file: File) => void) => { take(new File([content], name)); } } as unknown as FileSystemEntry;
  const createReader = (): unknown => {
    let at = 0;
    return { readEntries: (take: (some: readonly FileSystemEntry[]) => void) => { take(content.slice(at, at += 100)); } };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function drop(...entries: readonly FileSystemEntry[]): DataTransferItemList {
  return entries.map((dropped) => ({ kind: 'file', webkitGetAsEntry: () => dropped, getAsFile: () => (dropped.isFile ? new File(['x'], dropped.name) : null) })) as unknown as DataTransferItemList;
}

describe('what was dropped', () => {
  it('is a folder with the folders in it, more than a hundred files each, without what is no picture', async () => {
    const many = Array.from({ length: 250 }, (_, i) => entry(`${i}.jpg`, `${i}`));
    const source = await droppedSource(drop(entry('photos', [...many, entry('notes.txt', ''), entry('sub', [entry('deeper', [entry('a.png', 'deep')])])])), isPictureName);
    expect(source.listing.files).toHaveLength(251);
    expect(source.listing.otherFiles).toBe(1);
    expect(source.name).toBe('photos');
    expect(await (await source.open('photos/sub/deeper/a.png')).text()).toBe('deep');
  });

  it('may be several folders and files at once', async () => {
    const source = await droppedSource(drop(entry('a', [entry('x.png', 'one')]), entry('b', [entry('x.png', 'two')]), entry('y.webp', 'three')), isPictureName);
    expect(source.listing.files.map(({ path }) => path)).toEqual(['a/x.png', 'b/x.png', 'y.webp']);
  });

  it('is opened again after a reload where the browser gives a handle', async () => {
    const folder = new MemoryFolder('photos');
    (await (await folder.getDirectoryHandle('sub', { create: true })).getFileHandle('a.png', { create: true })).blob = new Blob(['one']);
    const items = [{ kind: 'file', webkitGetAsEntry: () => entry('photos', []), getAsFile: () => null, getAsFileSystemHandle: () => Promise.resolve(folder) }] as unknown as DataTransferItemList;
    const source = await droppedSource(items, isPictureName);
    expect(source.handle).toBe(folder);
    expect(await (await source.open('sub/a.png')).text()).toBe('one');
  });
});

it('a zip gives its pictures one at a time, without what systems add', async () => {
  const bytes = zipSync({ 'in/a.png': strToU8('one'), 'in/b.txt': strToU8('no'), '__MACOSX/in/._a.png': strToU8('no'), 'in/.hidden.png': strToU8('no'), 'c.jpg': strToU8('three') });
  const source = await zipSource(new File([bytes], 'in.zip'), isPictureName);
  expect(source.listing.files.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([['in/a.png', 3], ['c.jpg', 5]]);
  expect(source.listing.otherFiles).toBe(3);
  expect(await (await source.open('c.jpg')).text()).toBe('three');
  await expect(source.open('d.jpg')).rejects.toMatchObject({ code: 'file-unreadable' });
  await expect(zipSource(new File(['no zip'], 'x.zip'), isPictureName)).rejects.toMatchObject({ code: 'zip-unreadable' });
});

it('files of a folder input keep their paths below the folder', () => {
  const file = Object.assign(new File(['x'], 'a.png'), { webkitRelativePath: 'photos/sub/a.png' });
  expect(pickedFiles([file])).toMatchObject({ name: 'photos', files: [{ path: 'sub/a.png' }] });
});
