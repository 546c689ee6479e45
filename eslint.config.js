import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may import whom (design section 5): folder -> the folders it may use beside itself. */
const arrows = {
  core: [],
  checkpoint: ['core'],
  onnx: ['core'],
  l2m: ['onnx', 'checkpoint', 'core'],
  bundle: ['l2m', 'core'],
  rpc: ['core'],
  text: ['core'],
  picture: ['rpc', 'core'],
  face: ['rpc', 'core'],
  edit: ['l2m', 'face', 'core'],
  engine: ['edit', 'bundle', 'picture', 'l2m', 'face', 'rpc', 'core'],
  library: ['engine', 'bundle', 'l2m', 'rpc', 'core'],
  offline: [],
  bridge: ['offline', 'library', 'engine', 'picture', 'edit', 'face', 'rpc', 'core'],
  batch: ['edit', 'l2m', 'core'],
  state: ['bridge', 'batch', 'edit', 'face', 'l2m', 'text', 'core'],
  ui: ['state', 'batch', 'edit', 'text', 'core'],
  package: ['core', 'checkpoint', 'onnx', 'l2m', 'bundle', 'face', 'edit', 'engine', 'batch', 'bridge', 'cli'],
  cli: ['core', 'checkpoint', 'onnx', 'l2m', 'bundle', 'picture', 'face', 'edit', 'rpc', 'engine', 'library', 'batch'],
};

/** Types alone may also come straight from the room that owns them, so that no room hands on another's. */
const typeArrows = {
  bridge: ['l2m'],
  state: ['library', 'engine', 'picture'],
  ui: ['bridge', 'library', 'engine', 'picture', 'face', 'l2m'],
};

/** Single owners: module -> the files that alone may import it. */
const owners = [
  { modules: ['onnxruntime-web', 'onnxruntime-web/*', 'onnxruntime-node'], files: ['src/engine/runtime-*.ts', 'tests/**'] },
  { modules: ['@vladmandic/human', '@tensorflow/*'], files: ['src/face/human-*.ts', 'src/cli/node-face-finder.ts', 'tests/**'] },
  { modules: ['zustand', 'zustand/*', 'zundo'], files: ['src/state/**'] },
  { modules: ['@nanostores/i18n', 'nanostores'], files: ['src/text/**'] },
  { modules: ['workbox-*'], files: ['src/offline/**', 'src/bridge/offline-copy.ts'] },
  { modules: ['radix-ui', 'radix-ui/*', 'lucide-react'], files: ['src/ui/**'] },
];

const restricted = (allowed) => ({
  patterns: owners.filter((owner) => !allowed.includes(owner)).map(({ modules, files }) => ({ group: modules, message: `Only ${files.join(', ')} may import this.` })),
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test-results', '.train', 'models', 'public', 'lib', 'examples', '.stryker-tmp', 'reports'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': Object.keys(arrows).map((folder) => ({ type: folder, pattern: `src/${folder}` })),
    },
    rules: {
      'boundaries/dependencies': ['error', {
        default: 'disallow',
        policies: Object.entries(arrows).map(([from, to]) => ({
          from: { element: { type: from } },
          allow: [
            ...[from, ...to].map((type) => ({ to: { element: { type } } })),
            ...(typeArrows[from] ?? []).map((type) => ({ to: { element: { type } }, dependency: { kind: 'type' } })),
          ],
        })),
      }],
      'no-restricted-imports': ['error', restricted([])],
      'no-restricted-globals': ['error', { name: 'showSaveFilePicker', message: 'File System Access belongs to src/bridge.' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      // Indexing typed arrays in kernels: the index is right by construction and a check costs a third of the time.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  ...owners.map((owner) => ({ files: owner.files, rules: { 'no-restricted-imports': ['error', restricted([owner])] } })),
  { files: ['src/offline/**'], languageOptions: { parserOptions: { projectService: false, project: 'src/offline/tsconfig.json' } } },
  // The bridge sees the workers' contracts and addresses, nothing else of the engine and the finder.
  {
    files: ['src/bridge/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [...restricted([]).patterns, { regex: '(engine|library|picture)/(?!(engine|library|codec)-protocol\\.ts$|(engine|library|codec|drawn-faces)-worker\\.ts\\?worker$)', message: 'The bridge imports the protocols only.' }, { regex: 'face/(?!(face-finder|finder-protocol)\\.ts$|human-worker\\.ts\\?worker$)', message: 'The bridge imports the contract only.' }] }],
    },
  },
  { files: ['src/bridge/offline-copy.ts'], rules: { 'no-restricted-imports': ['error', restricted(owners.filter(({ modules }) => modules.includes('workbox-*')))] } },
  { files: ['src/ui/**', 'src/main.tsx'], plugins: { 'react-hooks': reactHooks }, rules: { ...reactHooks.configs.recommended.rules, 'max-lines-per-function': ['error', { max: 100, skipComments: true, skipBlankLines: true }] } },
  { files: ['tests/**'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off', 'no-restricted-imports': 'off' } },
  { files: ['src/cli/**', 'packaging/**'], rules: { 'no-console': 'off' } },
  { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
);
