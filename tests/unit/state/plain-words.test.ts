import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { plainFailure } from '../../../src/state/plain-words.ts';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));
/** What runs in the page; what only developers can cause is not a person's to read. */
const ROOMS = ['picture', 'bridge', 'bundle', 'library', 'face', 'state', 'checkpoint'];
const OURS_TO_MEND = /^(.*-disposed|source-range|unexpected)$/;

/** Every code that these rooms give with a message for reports. */
function codes(): readonly string[] {
  return ROOMS.flatMap((room) => readdirSync(`${SOURCE}${room}`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).flatMap((name) => {
    const text = readFileSync(`${SOURCE}${room}/${name}`, 'utf8');
    return [...text.matchAll(/code: '([a-z0-9-]+)'(?=[^}]{0,80}(?:message: [`'"]Expected|expected))/g)].map(([, code = '']) => code);
  })).filter((code) => !OURS_TO_MEND.test(code));
}

it('says what a person would of every failure that the page can show', () => {
  const all = codes();
  expect(all.length).toBeGreaterThan(40);
  const mute = all.filter((code) => plainFailure({ code, message: 'Expected this but received that.' }).text.startsWith('Try again'));
  expect([...new Set(mute)]).toEqual([]);
});

it('names the ending of the file, and keeps the rest for reports', () => {
  const error = { code: 'picture-unreadable', message: 'Expected a JPEG but received text.', recovery: 'Choose another file.' };
  expect(plainFailure(error, 'Holiday.JPG')).toEqual({
    text: 'This file ends in .JPG but holds no picture that can be opened. Choose another file.', details: 'Expected a JPEG but received text. (picture-unreadable)',
  });
  expect(plainFailure(error).text).toBe('The file holds no picture that can be opened. Choose another file.');
});

it('leaves a message alone that is plain already, and never says nothing', () => {
  expect(plainFailure({ code: 'session-not-kept', message: 'This browser’s storage is full.', recovery: 'Make room.' }).text).toBe('This browser’s storage is full. Make room.');
  expect(plainFailure({ code: 'unheard-of', message: 'Expected a but received b.' })).toEqual({ text: 'Try again; reload the page if it stays.', details: 'Expected a but received b. (unheard-of)' });
});
