import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import { setDomainStrength, setSourceDomain, setTargetDomain } from '../../../src/state/commands/edit-domain.ts';
import { correctSource, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { scaleSquare } from '../../../src/state/commands/edit-square.ts';
import { attributeLevel, besideIn, hasSettings, sourceStatus } from '../../../src/state/face-selectors.ts';
import { editedFaces } from '../../../src/state/face-tasks.ts';
import { suggestedName } from '../../../src/state/selectors.ts';
import { editorWithPicture, last, MANIFEST, NAMED_MANIFEST, onlyEdit, type Bench } from './engine-double.ts';

let bench: Bench;

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithPicture();
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

const state = () => bench.editor.store.getState();

describe('levels', () => {
  it('start at the detected source, with its probability', () => {
    expect(attributeLevel(state(), 'smile')).toEqual({ source: 0, level: 0 });
    expect(attributeLevel(state(), 'age')).toEqual({ source: 1, level: 1 });
    expect(sourceStatus(state(), 'smile')).toMatchObject({ source: 0, detected: 0, isCorrected: false });
    expect(sourceStatus(state(), 'age')?.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [0, 1], levels: [0, 1] });
    expect(editedFaces(state())).toEqual([]);
  });

  it('go to the other value and back', () => {
    setLevel(bench.editor, 'smile', 1);
    setLevel(bench.editor, 'age', 0);
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [0, 1], levels: [1, 0] });
    setLevel(bench.editor, 'smile', 0);
    setLevel(bench.editor, 'age', 1);
    expect(editedFaces(state())).toEqual([]);
    expect(hasSettings(state())).toBe(false);
  });

  it('mean nothing beside another attribute that is on, and say so until that is off', async () => {
    const [smile, age] = MANIFEST.domains.kind === 'attributes' ? MANIFEST.domains.attributes : [];
    const manifest: BundleManifest = { ...MANIFEST, domains: { kind: 'attributes', attributes: [{ ...smile!, onlyWithout: 'age' }, age!] } };
    const other = await editorWithPicture(300, 300, manifest);
    const beside = () => besideIn(other.editor.store.getState(), { ...smile!, onlyWithout: 'age' })?.id;
    setLevel(other.editor, 'smile', 1);
    expect(beside()).toBe('age');
    expect(editedFaces(other.editor.store.getState()).length).toBe(0);
    setLevel(other.editor, 'age', 0);
    expect(beside()).toBeUndefined();
    expect(onlyEdit(other)).toMatchObject({ levels: [1, 0] });
    other.editor.dispose();
  });

  it('follow a correction where they are untouched, and stay where they were set', () => {
    setLevel(bench.editor, 'age', 0.3);
    correctSource(bench.editor, 'smile', 1);
    correctSource(bench.editor, 'age', 0);
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [1, 0.3] });
    correctSource(bench.editor, 'smile', undefined);
    expect(sourceStatus(state(), 'smile')).toMatchObject({ source: 0, isCorrected: false });
  });

  it('start between the ends where the classifier is unsure, until a person says which it is', async () => {
    scaleSquare(bench.editor, 0.6);
    vi.advanceTimersByTime(1000);
    await last(bench.engine.analyses).answer({ logits: [-5, Math.log(54 / 46)] });
    expect(attributeLevel(state(), 'age')).toEqual({ source: 0.54, level: 0.54 });
    expect(sourceStatus(state(), 'age')).toMatchObject({ isUnsure: true, isCorrected: false, detected: 1 });
    setLevel(bench.editor, 'age', 1);
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [0, 0.54], levels: [0, 1] });
    expect(editedFaces(state())).toHaveLength(1);
    setLevel(bench.editor, 'age', 0.54);
    expect(hasSettings(state())).toBe(false);
    correctSource(bench.editor, 'age', 1);
    expect(sourceStatus(state(), 'age')).toMatchObject({ source: 1, isUnsure: false });
    expect(editedFaces(state())).toEqual([]);
  });

  it('keep corrections when the face frame moves and is analysed again', async () => {
    correctSource(bench.editor, 'smile', 1);
    setLevel(bench.editor, 'age', 0.5);
    scaleSquare(bench.editor, 0.6);
    vi.advanceTimersByTime(1000);
    expect(last(bench.engine.analyses).request.square.sidePx).toBe(180);
    await last(bench.engine.analyses).answer({ logits: [-5, -5] });
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [1, 0.5] });
  });

  it('name the file to save', () => {
    expect(suggestedName(state())).toBe('one-copy');
    setLevel(bench.editor, 'age', 0.5);
    setLevel(bench.editor, 'smile', 1.2);
    expect(suggestedName(state())).toBe('one-smile-age');
  });
});

describe('named domains', () => {
  beforeEach(async () => {
    bench.editor.dispose();
    bench = await editorWithPicture(300, 300, NAMED_MANIFEST);
  });

  it('begin unmoved, from the first domain to the second', () => {
    expect(onlyEdit(bench)).toEqual({ kind: 'domain', source: 0, target: 1, strength: 0 });
  });

  it('move in full when a target is chosen, and keep a strength that was set', () => {
    setTargetDomain(bench.editor, 'wild');
    expect(onlyEdit(bench)).toEqual({ kind: 'domain', source: 0, target: 2, strength: 1 });
    expect(suggestedName(state())).toBe('one-wild');
    setDomainStrength(bench.editor, 0.4);
    setTargetDomain(bench.editor, 'dog');
    expect(onlyEdit(bench)).toEqual({ kind: 'domain', source: 0, target: 1, strength: 0.4 });
  });

  it('take the first domain as target when the source is the second', () => {
    setSourceDomain(bench.editor, 'dog');
    expect(onlyEdit(bench)).toMatchObject({ source: 1, target: 0 });
  });
});
