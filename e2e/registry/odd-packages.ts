import type { FixturePackage } from '../../src/runtime/embedded/packages/registry-fixture.ts'

/** Small packages, each published in one of the ways that packages are. */
export const oddPackages: readonly FixturePackage[] = [
  {
    name: 'fixture-common-js',
    version: '1.0.0',
    fields: { main: './lib/index.js' },
    files: {
      'lib/index.js': `
        const { shout } = require('./shout')
        const data = require('./data.json')
        exports.hello = () => shout(data.word)
        exports.self = typeof module.exports.hello + ' ' + typeof require
        if (process.env.NODE_ENV === 'production') exports.hello = undefined`,
      'lib/shout.js': `module.exports = { shout: (text) => text.toUpperCase() + '!' }`,
      'lib/data.json': '{"word": "common"}',
    },
  },
  {
    name: 'fixture-class-js',
    version: '1.0.0',
    files: { 'index.js': `module.exports = class Counter { constructor() { this.n = 7 } }` },
  },
  {
    name: 'fixture-exports',
    version: '2.0.0',
    fields: {
      main: './wrong.js',
      exports: {
        '.': {
          types: './index.d.ts',
          node: './wrong.js',
          browser: { import: './browser.mjs', require: './wrong.js' },
          default: './wrong.js',
        },
        './parts/*': './lib/*.mjs',
        './style.css': { style: './css/main.css' },
        './hidden': null,
      },
      imports: { '#word': { node: './wrong.js', default: './lib/word.mjs' } },
    },
    files: {
      'wrong.js': `module.exports = { where: 'wrong' }`,
      'browser.mjs': `import { word } from '#word'\nexport const where = 'browser ' + word`,
      'lib/word.mjs': `export const word = 'inside'`,
      'lib/one.mjs': `export default 'part one'`,
      'css/main.css': `@import './more.css';\n.by-exports { color: rgb(1, 2, 3) }`,
      'css/more.css': `.by-exports { outline: 2px solid rgb(4, 5, 6) }`,
    },
  },
  {
    name: 'fixture-browser-field',
    version: '1.0.0',
    fields: {
      main: './node.js',
      browser: { './node.js': './web.js', fs: false, './secret.js': false },
    },
    files: {
      'node.js': `module.exports = 'node'`,
      'web.js': `
        const fs = require('fs'), secret = require('./secret.js')
        module.exports = 'web ' + Object.keys(fs).length + Object.keys(secret).length`,
      'secret.js': `throw new Error('not for browsers')`,
    },
  },
  {
    name: 'fixture-peer',
    version: '1.0.0',
    fields: {
      peerDependencies: { react: '>=18', 'fixture-absent': '*' },
      peerDependenciesMeta: { 'fixture-absent': { optional: true } },
    },
    files: {
      'index.js': `
        import { useState, createElement } from 'react'
        export function Peer() {
          const [n, setN] = useState(0)
          return createElement('button', { id: 'peer', onClick: () => setN(n + 1) }, 'peer ' + n)
        }`,
    },
  },
  {
    name: 'fixture-css-only',
    version: '1.0.0',
    fields: { main: 'index.css', style: 'index.css' },
    files: {
      'index.css': `@font-face { font-family: Odd; src: url(./files/odd.woff2) format('woff2') }\n.by-package { border-top: 3px dotted rgb(7, 8, 9); background-image: url('./files/dot.svg') }`,
      'files/odd.woff2': 'not really a font',
      'files/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    },
  },
  {
    name: 'fixture-brings-css',
    version: '1.0.0',
    fields: { module: './index.js', sideEffects: ['*.css'] },
    files: {
      'index.js': `import './look.css'\nexport const brought = 'with css'`,
      'look.css': '.brought { font-style: oblique }',
    },
  },
  ...['1.0.0', '2.0.0'].map((version) => ({
    name: 'fixture-shared',
    version,
    files: { 'index.js': `exports.version = '${version}'` },
  })),
  ...(['old', 'new'] as const).map((age) => ({
    name: `fixture-${age}`,
    version: '1.0.0',
    fields: { dependencies: { 'fixture-shared': age === 'old' ? '^1.0.0' : '^2.0.0' } },
    files: { 'index.js': `exports.says = require('fixture-shared').version` },
  })),
]
