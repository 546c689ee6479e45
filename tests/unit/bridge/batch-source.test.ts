import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { droppedSource, folderSource, pickedFiles } from '../../../src/bridge/batch-source.ts';
import { droppedItems, type DroppedItem } from '../../../src/bridge/dropped-items.ts';
import { zipSource } from '../../../src/bridge/batch-zip-source.ts';
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

function drop(...entries: readonly FileSystemEntry[]): readonly DroppedItem[] {
  return droppedItems(entries.map((dropped) => ({ kind: 'file', webkitGetAsEntry: () => dropped, getAsFile: () => (dropped.isFile ? new File(['x'], dropped.name) : null) })) as unknown as DataTransferItemList);
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
    const source = await droppedSource(droppedItems(items), isPictureName);
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

describe('one thing wrong is one row', () => {
  const codes = ({ listing }: { listing: { files: readonly { path: string; problem?: { code: string } | undefined }[] } }): Record<string, string> => Object.fromEntries(listing.files.map(({ path, problem }) => [path, problem?.code ?? 'fine']));

  it('in a zip: odd names, backslashes between folders, the same name twice', async () => {
    const bytes = zipSync({ 'a:b/c.png': strToU8('1'), '../up.png': strToU8('2'), '/root.png': strToU8('3'), 'C:\\x.png': strToU8('4'), 'photos\\sub\\two.png': strToU8('two'), 'photos/sub/two.png': strToU8('again'), 'ok.png': strToU8('5'), 'a/../b.png': strToU8('6') });
    const source = await zipSource(new File([bytes], 'in.zip'), isPictureName);
    expect(source.listing.files.map(({ path, problem }) => `${path} ${problem?.code ?? 'fine'}`)).toEqual([
      'a:b/c.png name-unusable', '../up.png name-unusable', '/root.png name-unusable', 'C:/x.png name-unusable', 'photos/sub/two.png fine', 'photos/sub/two.png name-unusable', 'ok.png fine', 'a/../b.png name-unusable',
    ]);
    expect(await (await source.open('photos/sub/two.png')).text()).toBe('two');
    await expect(source.open('../up.png')).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('in a zip: what is damaged or packed in another way; "./" is no folder', async () => {
    const bytes = zipSync({ './a.png': Buffer.from('a picture'), 'sub/./b.png': Buffer.from('another one'), 'c.png': Buffer.from('a third one') }, { level: 0 });
    bytes[Buffer.from(bytes).indexOf('another')] = 0;
    for (const signature of ['PK\x01\x02', 'PK\x03\x04']) bytes[Buffer.from(bytes).lastIndexOf(signature, undefined, 'latin1') + (signature.endsWith('\x02') ? 10 : 8)] = 97;
    const source = await zipSource(new File([bytes], 'in.zip'), isPictureName);
    expect(source.listing.files.map(({ path }) => path)).toEqual(['a.png', 'sub/b.png', 'c.png']);
    expect(await (await source.open('a.png')).text()).toBe('a picture');
    for (const path of ['sub/b.png', 'c.png']) await expect(source.open(path)).rejects.toMatchObject({ code: 'zip-entry-damaged' });
  });

  it('in a zip: what is encrypted is said so, and what would fill the memory', async () => {
    const bytes = zipSync({ 'a.png': strToU8('one'), 'b.png': strToU8('two'), 'c.png': strToU8('three') });
    const view = new DataView(bytes.buffer);
    const records = Array.from({ length: bytes.length - 4 }, (_, i) => i).filter((at) => view.getUint32(at, true) === 0x02014b50);
    view.setUint16(records[0]! + 8, view.getUint16(records[0]! + 8, true) | 1, true);
    view.setUint32(records[1]! + 24, 0xfffffff0, true);
    expect(codes(await zipSource(new File([bytes], 'in.zip'), isPictureName))).toEqual({ 'a.png': 'zip-encrypted', 'b.png': 'zip-entry-too-large', 'c.png': 'fine' });
  });

  it('in a zip: what grows out of proportion, and what lies on another file’s bytes', async () => {
    const bytes = zipSync({ 'a000.png': new Uint8Array(2 ** 26), 'fine.png': strToU8('fine'), 'flat.png': new Uint8Array(2 ** 24) }, { level: 9 });
    const view = new DataView(bytes.buffer);
    const start = Array.from({ length: bytes.length - 4 }, (_, i) => i).find((at) => view.getUint32(at, true) === 0x02014b50)!;
    const end = bytes.length - 22;
    const record = bytes.slice(start, start + 46 + 'a000.png'.length);
    const more = Array.from({ length: 100 }, (_, i) => { const copy = record.slice(); copy.set(strToU8(`b${String(i).padStart(3, '0')}.png`), 46); return copy; });
    const tail = bytes.slice(end);
    const tailView = new DataView(tail.buffer);
    for (const at of [8, 10]) tailView.setUint16(at, 103, true);
    tailView.setUint32(12, end - start + 100 * record.length, true);
    const found = codes(await zipSource(new File([bytes.slice(0, end), ...more, tail], 'in.zip'), isPictureName));
    expect(found).toMatchObject({ 'a000.png': 'zip-entry-too-large', 'fine.png': 'fine', 'flat.png': 'fine' });
    expect(Object.values(found).filter((code) => code === 'zip-entry-shared')).toHaveLength(100);
  });

  it('in a folder and in a drop: a folder or a file that cannot be read', async () => {
    const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'NotReadableError'));
    const folder = new MemoryFolder('photos');
    await folder.getFileHandle('a.png', { create: true });
    (await folder.getFileHandle('bad.png', { create: true })).getFile = refuse;
    (await folder.getDirectoryHandle('closed', { create: true })).entries = async function* () { yield await refuse(); };
    expect(codes(await folderSource(folder.handle, isPictureName))).toEqual({ 'a.png': 'fine', 'bad.png': 'file-unreadable', closed: 'folder-unreadable' });

    const fails = { name: 'closed', isFile: false, isDirectory: true, createReader: () => ({ readEntries: (_take: unknown, reject: (error: Error) => void) => { reject(new DOMException('no', 'NotReadableError')); } }) } as unknown as FileSystemEntry;
    expect(codes(await droppedSource(drop(entry('photos', [entry('a.png', 'x'), fails])), isPictureName))).toEqual({ 'photos/a.png': 'fine', 'photos/closed': 'folder-unreadable' });
  });
});

it('files of a folder input keep their paths below the folder', () => {
  const file = Object.assign(new File(['x'], 'a.png'), { webkitRelativePath: 'photos/sub/a.png' });
  expect(pickedFiles([file])).toMatchObject({ name: 'photos', files: [{ path: 'sub/a.png' }] });
});
