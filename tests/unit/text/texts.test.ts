import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { formatAgo, formatCount, formatPercent, levelText } from '../../../src/state/format.ts';
import { plainFailure } from '../../../src/state/plain-words.ts';
import { controlsText } from '../../../src/text/controls.ts';
import { showLanguage } from '../../../src/text/i18n.ts';
import { languageFor } from '../../../src/text/language.ts';
import { worded } from '../../../src/text/model-words.ts';
import { inWords } from '../../../src/text/sentences.ts';
import { messages } from '../../../src/text/zh/messages.ts';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));
/** Chinese verbs do not change with the number. */
const verbless = (name: string): boolean => name !== 'verb';
/** The same in both languages: names, and what is made of values alone. */
const SAME = /^(?:[^\p{L}]*|\{\w+\}[^\p{L}]*(?:\{\w+\}[^\p{L}]*)*|PyTorch.*)$/u;

type Words = Readonly<Record<string, string | { readonly other: string }>>;

function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(`${SOURCE}${folder}`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
}

/** The English source of every text by area and key, as it is written. */
function englishOf(area: string): ReadonlyMap<string, string> {
  const file = ts.createSourceFile(area, readFileSync(`${SOURCE}text/${area}.ts`, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) {
      const texts: string[] = [];
      const collect = (each: ts.Node): void => { if (ts.isStringLiteral(each)) texts.push(each.text); ts.forEachChild(each, collect); };
      collect(node.initializer);
      found.set(node.name.getText(file), texts.at(-1) ?? '');
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function placesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
}

afterEach(() => showLanguage('en'));

describe('the Chinese texts', () => {
  const areas = Object.entries(messages as Readonly<Record<string, Words>>).filter(([area]) => area !== 'sentences');

  it('have every key, with the same places for values', () => {
    for (const [area, words] of areas) {
      const english = englishOf(area);
      expect(Object.keys(words).sort(), area).toEqual([...english.keys()].sort());
      for (const [key, text] of Object.entries(words)) expect(placesIn(typeof text === 'string' ? text : text.other), `${area}.${key}`).toEqual(placesIn(english.get(key) ?? '').filter(verbless));
    }
  });

  it('are in Chinese', () => {
    const mute = areas.flatMap(([area, words]) => Object.entries(words).flatMap(([key, text]) => {
      const chinese = typeof text === 'string' ? text : text.other;
      return /\p{Script=Han}/u.test(chinese) || SAME.test(chinese) ? [] : [`${area}.${key}: ${chinese}`];
    }));
    expect(mute).toEqual([]);
  });

  it('know every way out that a room of the page offers', () => {
    const rooms = ['bridge', 'bundle', 'checkpoint', 'core', 'edit', 'engine', 'face', 'l2m', 'library', 'picture', 'state', 'batch'];
    const offered = rooms.flatMap((room) => filesIn(room, '.ts')).flatMap((file) => [...readFileSync(`${SOURCE}${file}`, 'utf8').matchAll(/recovery: '((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text.replaceAll('\\\'', '\'')));
    expect(offered.length).toBeGreaterThan(60);
    expect([...new Set(offered)].filter((text) => !(text in messages.sentences))).toEqual([]);
  });
});

it('leaves no words of the interface in components: they belong to src/text', () => {
  const visible = /^(?:aria-(?:label|description|roledescription|valuetext)|label|title|description|hint|text|placeholder|alt|name|question|obstacle)$/;
  const isWord = (text: string): boolean => /[A-Za-z]{3,}/.test(text) && !/^(?:Mien|GIF|MP4|WebM|WebGPU|CelebA-HQ|sweep)$/.test(text.trim());
  const left = filesIn('ui', '.tsx').flatMap((name) => {
    const file = ts.createSourceFile(name, readFileSync(`${SOURCE}${name}`, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && isWord(node.text)) found.push(`${name}: ${node.text.trim()}`);
      const isString = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
      const attribute = isString && ts.isJsxAttribute(node.parent) && visible.test(node.parent.name.getText(file));
      const property = isString && ts.isPropertyAssignment(node.parent) && node.parent.initializer === node && visible.test(node.parent.name.getText(file));
      if (isString && (attribute || property) && isWord(node.text)) found.push(`${name}: ${node.text}`);
      // A sentence is for people wherever it stands.
      else if (isString && !ts.isImportDeclaration(node.parent) && /^[A-Z][a-z’]+ (?:[a-z’]+ ?){2,}/.test(node.text)) found.push(`${name}: ${node.text}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
  expect(left).toEqual([]);
});

it('follows the browser where nothing was chosen, any Chinese in simplified', () => {
  expect(languageFor('browser', ['de-CH', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(languageFor('browser', ['en-GB', 'zh-CN'])).toBe('en');
  expect(languageFor('browser', ['fr'])).toBe('en');
  expect(languageFor('en', ['zh-CN'])).toBe('en');
});

it('speaks Chinese once that is shown, and English again', async () => {
  const attributes = { kind: 'attributes', attributes: [{ id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling' }, { id: 'horns', title: 'Horns', off: 'no horns', on: 'horns' }] };
  expect(worded(attributes)).toBe(attributes);
  await showLanguage('zh-CN');
  expect(controlsText().undo).toBe('撤销');
  // A file's name is told as it is, whatever it looks like.
  expect(controlsText().trySample({ title: '$& {when}' })).toBe('试试$& {when}');
  expect([formatPercent(-0.2), levelText(0.6, ['不笑', '微笑']), formatAgo(3 * 86_400_000), formatCount(1234567)]).toEqual(['−20%', '微笑 60%', '3 天前', '1,234,567']);
  expect(worded(attributes)).toEqual({ kind: 'attributes', attributes: [{ id: 'smile', title: '微笑', off: '不笑', on: '微笑' }, { id: 'horns', title: 'Horns', off: 'no horns', on: 'horns' }] });
  expect(worded(attributes)).toBe(worded(attributes));
  expect(plainFailure({ code: 'picture-unreadable', message: 'Expected a JPEG.', recovery: 'Choose another file.' }, 'a.jpg').text).toBe('此文件以 .jpg 结尾，但其中没有可以打开的图片。 请选择其他文件。');
  expect(inWords('The GPU was lost (a (b).).')).toBe('GPU 已丢失（a (b).）。');
  expect(inWords('Nobody translated this.')).toBe('Nobody translated this.');
  await showLanguage('en');
  expect([controlsText().undo, formatPercent(-0.2), formatAgo(3 * 86_400_000)]).toEqual(['Undo', '−20 %', '3 days ago']);
});
