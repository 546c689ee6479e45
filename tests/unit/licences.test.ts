import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** Licences that any dependency may have, whether it is handed on with the app or only builds and tests it. */
const ALLOWED = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', '(MIT OR CC0-1.0)', '(MPL-2.0 OR Apache-2.0)'];

/** Packages that were looked at one by one, and why they may stay. */
const LOOKED_AT: readonly { readonly name: RegExp; readonly licence: RegExp; readonly because: string }[] = [
  { name: /^libheif-js$/, licence: /^LGPL-3\.0$/, because: 'an unmodified file of its own, fetched when it is first needed, that anybody can replace' },
  { name: /^mediabunny$/, licence: /^MPL-2\.0$/, because: 'unmodified, in a file of its own that is fetched when a film is first saved; its source is its package' },
  { name: /^@img\/sharp-/, licence: /LGPL-3\.0-or-later/, because: 'libvips as a library of its own, at the command line only' },
  { name: /^lightningcss/, licence: /^MPL-2\.0$/, because: 'builds the app and is not handed on' },
  { name: /^(@axe-core\/playwright|axe-core)$/, licence: /^MPL-2\.0$/, because: 'tests the app and is not handed on' },
  { name: /^caniuse-lite$/, licence: /^CC-BY-4\.0$/, because: 'data that builds the app and is not handed on' },
];

interface Locked {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
}

it('has no dependency whose licence nobody has agreed to', async () => {
  const { packages } = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Locked;
  const all = Object.entries(packages).filter(([path]) => path !== '').map(([path, { license }]) => ({ name: path.split('node_modules/').at(-1) ?? '', licence: license ?? 'none' }));
  expect(all.length).toBeGreaterThan(300);
  const strange = all.filter(({ name, licence }) => !ALLOWED.includes(licence) && !LOOKED_AT.some((known) => known.name.test(name) && known.licence.test(licence)));
  expect(strange).toEqual([]);
  // An exception that nothing needs any more would let the next package of that name in unseen.
  expect(LOOKED_AT.filter((known) => !all.some(({ name, licence }) => known.name.test(name) && known.licence.test(licence)))).toEqual([]);
});
