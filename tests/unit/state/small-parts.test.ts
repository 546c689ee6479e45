import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { notify, notifyFailure } from '../../../src/state/commands/notices.ts';
import { createEditorStore } from '../../../src/state/editor-store.ts';
import { formatAgo, formatBytes, formatConfidence, formatCosine, formatMs, formatPercent, secondsLeft } from '../../../src/state/format.ts';
import { DEFAULT_PREFERENCES, proposedFormat, readPreferences, writePreferences, type Preferences } from '../../../src/state/preferences.ts';

describe('secondsLeft', () => {
  it('goes by the pace so far, and says nothing before there is one', () => {
    expect(secondsLeft({ doneBytes: 4e6, totalBytes: 16e6, elapsedMs: 3000 })).toBe(9);
    expect(secondsLeft({ doneBytes: 16e6, totalBytes: 16e6, elapsedMs: 3000 })).toBe(0);
    expect(secondsLeft({ doneBytes: 4e6, totalBytes: 16e6, elapsedMs: 300 })).toBeUndefined();
    expect(secondsLeft({ doneBytes: 1e5, totalBytes: 16e6, elapsedMs: 3000 })).toBeUndefined();
  });
});

describe('formats', () => {
  it('are read by people', () => {
    expect([0, 999, 1500, 1_440_000, 2_150_000_000].map(formatBytes)).toEqual(['0 B', '999 B', '2 kB', '1.4 MB', '2.1 GB']);
    expect([0, 0.934, 1.5, -0.2, -0.001].map(formatPercent)).toEqual(['0 %', '93 %', '150 %', '−20 %', '0 %']);
    expect([0.5, 0.934, 0.9951].map(formatConfidence)).toEqual(['50 %', '93 %', 'over 99 %']);
    expect([0, 0.0042, -0.12, -0.0001, 1].map(formatCosine)).toEqual(['0.000', '0.004', '−0.120', '0.000', '1.000']);
    expect([8.44, 240.2, 1820].map(formatMs)).toEqual(['8.4 ms', '240 ms', '1.8 s']);
    expect([0, 61_000, 7_300_000, 90_000_000, 200_000_000].map(formatAgo)).toEqual(['just now', '1 min ago', '2 h ago', 'yesterday', '2 days ago']);
  });
});

describe('preferences', () => {
  it('survive a visit', () => {
    const kept = new Map<string, string>();
    const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); } };
    expect(readPreferences(store)).toEqual(DEFAULT_PREFERENCES);
    const chosen: Preferences = {
      theme: 'dark', language: 'zh-CN', hasSingleKeys: false, pixels: 'crisp', keepsSessions: false,
      save: { formats: { jpeg: 'png' }, qualityPercent: 80, metadata: { keepsMetadata: true, keepsLocation: false, saysAi: true }, keepsEdit: true },
    };
    writePreferences(store, chosen);
    expect(readPreferences(store)).toEqual(chosen);
    // As an earlier version of the app wrote them.
    kept.set('mien.preferences', '{"theme":"dark","hasSingleKeys":false}');
    expect(readPreferences(store)).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark', hasSingleKeys: false });
  });

  it('propose the format that the source has, or the one that was chosen for its like', () => {
    const { save } = DEFAULT_PREFERENCES;
    expect((['jpeg', 'heic', 'webp', 'avif', 'png', 'bmp', undefined] as const).map((source) => proposedFormat(source, save))).toEqual(['jpeg', 'jpeg', 'webp', 'webp', 'png', 'png', 'png']);
    expect((['jpeg', 'webp'] as const).map((source) => proposedFormat(source, { ...save, formats: { jpeg: 'png' } }))).toEqual(['png', 'webp']);
  });

  it('are the defaults where storage holds nonsense, refuses or is not there', () => {
    const broken = (text: string) => ({ getItem: () => text, setItem: () => { throw new Error('full'); } });
    for (const text of ['not json', '[]', 'null', '{"theme":"pink","pixels":"large"}', '{"save":{"formats":{"jpeg":"tiff"},"qualityPercent":"much","metadata":null}}']) expect(readPreferences(broken(text))).toEqual(DEFAULT_PREFERENCES);
    expect(() => { writePreferences(broken(''), DEFAULT_PREFERENCES); }).not.toThrow();
    expect(readPreferences(undefined)).toEqual(DEFAULT_PREFERENCES);
  });
});

describe('notices', () => {
  it('do not repeat themselves, and the oldest go', () => {
    const store = createEditorStore();
    for (const title of ['a', 'a', 'b', 'c', 'd', 'e']) notify(store, { kind: 'error', title, detail: '' });
    expect(store.getState().notices.list.map(({ title }) => title)).toEqual(['b', 'c', 'd', 'e']);
  });

  it('shorten hashes, and are quiet about what was cancelled', () => {
    const store = createEditorStore();
    notifyFailure(store, new AppError({ code: 'bundle-hash-mismatch', message: `Expected ${'ab'.repeat(32)} but received 1.`, recovery: 'Get it again.' }), 'Could not load');
    notifyFailure(store, new DOMException('gone', 'AbortError'), 'Could not load');
    expect(store.getState().notices.list).toMatchObject([{ kind: 'error', title: 'Could not load', detail: 'A file of the model is damaged or was changed. Get it again.', details: 'Expected ababababab… but received 1. (bundle-hash-mismatch)' }]);
  });
});
