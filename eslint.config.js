import path from 'node:path'
import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/**
 * The layers: which folder of src may import which. `failure.ts` is free for
 * all, the roots may import everything, tests may also import any fake.
 */
export const mayImport = {
  workspace: [],
  runtime: ['workspace'],
  models: [],
  agent: ['workspace', 'runtime', 'models'],
  history: ['workspace'],
  storage: ['workspace', 'agent', 'history', 'models'],
  projects: ['workspace', 'runtime', 'models', 'agent', 'history', 'storage'],
  share: ['workspace'],
  publish: ['workspace', 'history'],
  worker: [],
  ui: ['workspace', 'runtime', 'models', 'agent', 'history', 'projects', 'share', 'publish'],
}

/** The composition roots, of the app and of its embed mode, and what they share. They may import everything. */
const roots = ['main.tsx', 'embed.tsx', 'host.ts']

/** Adapters: reached only from inside their own folder and from the roots. */
const adapters = ['runtime/webcontainer', 'runtime/embedded']

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: {
    type: 'problem',
    docs: { description: 'Keeps the folders of src to the mayImport table.' },
    schema: [],
    messages: {
      layer: '{{from}} may not import {{to}} (see mayImport in eslint.config.js).',
      adapter: '{{to}} is an adapter: only main.tsx and embed.tsx choose one.',
      subpath: 'Use #{{to}} for another folder.',
    },
  },
  create(context) {
    const src = path.join(context.cwd, 'src') + path.sep
    if (!context.filename.startsWith(src)) return {}
    const file = context.filename.slice(src.length).split(path.sep).join('/')
    const from = file.split('/')[0]
    if (roots.includes(from)) return {}

    function check(node) {
      const source = node.source?.value
      if (typeof source !== 'string') return
      let target
      if (source.startsWith('#')) target = source.slice(1)
      else if (source.startsWith('.')) {
        target = path.posix.normalize(path.posix.join(path.posix.dirname(file), source))
      } else return
      target = target.split('?')[0]
      if (target.startsWith('../')) return // outside src: templates, this file
      const to = target.split('/')[0]
      const report = (messageId) => context.report({ node, messageId, data: { from, to: target } })

      const adapter = adapters.find((folder) => target.startsWith(`${folder}/`))
      if (adapter && !file.startsWith(`${adapter}/`)) return report('adapter')
      if (to === from || target === 'failure.ts') return
      if (source.startsWith('.')) return report('subpath')
      const allowed = mayImport[from] ?? []
      if (!allowed.some((entry) => entry === to || entry === target)) report('layer')
    }

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    }
  },
}

const domGlobals = [
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'navigator',
  'location',
  'history',
  'HTMLElement',
  'requestAnimationFrame',
].map((name) => ({ name, message: 'The core runs in plain Node: inject what the browser gives.' }))

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'test-results',
      'playwright-report',
      'templates',
      'src/models/sample',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-console': 'error',
      // Objects here are closures: no method uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // `async` is also how a function promises to reject rather than throw.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { tabsmith: { rules: { layers } } },
    rules: { 'tabsmith/layers': 'error' },
  },
  {
    files: [
      'src/{workspace,models,agent,history,share,projects,publish}/**/*.ts',
      'src/runtime/*.ts',
      'src/failure.ts',
    ],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...domGlobals],
      'no-restricted-imports': [
        'error',
        { paths: ['react', 'react-dom', 'zustand'], patterns: ['react-dom/*', '*.css'] },
      ],
    },
  },
  { files: ['src/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  {
    files: ['src/ui/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'react',
          importNames: ['lazy', 'Suspense'],
          message: 'React holds back what stood behind a fallback: use lazyPart.',
        },
      ],
    },
  },
  {
    files: ['e2e/**/*.ts'],
    rules: { 'no-console': 'off', 'no-empty-pattern': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
)
