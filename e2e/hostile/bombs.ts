import { heading, html, manifest, plainProject } from '../faults/projects.ts'

/** A project that is too much of something. */
export interface Bomb {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  /** What the workbench says of it; a text of the page when it can be done after all. */
  readonly told: { readonly says: RegExp } | { readonly shows: string }
  /** The file that is corrected, and how; `src/main.js` with another heading unless said otherwise. */
  readonly mend?: { readonly file: string; readonly source: string }
}

const DEEP = 50_000
const many = (count: number, source: (n: number) => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`src/many/m${n}.js`, source(n)] as const),
  )
/** Something that sucrase does not know, so that esbuild compiles it. */
const namespace = `namespace Words { export const name: string = 'Mended' }\n`

export const BOMBS: readonly Bomb[] = [
  {
    name: '20,001 imports',
    files: plainProject(
      Array.from({ length: 20_001 }, (_, n) => `import './bomb.js?${n}'`).join('\n'),
      { 'src/bomb.js': '' },
    ),
    told: { says: /imports more than 20000 modules/ },
  },
  {
    name: 'a chain of 5,000 modules, each of which imports all',
    files: plainProject(`import './many/m0.js'\n${heading('Chained')}`, {
      ...many(5000, (n) => `import './m${(n + 1) % 5000}.js'\nimport '../all.js'\n`),
      'src/all.js': `import.meta.glob('./many/*.js', { eager: true })\n`,
    }),
    told: { says: /Maximum call stack size exceeded/ },
  },
  {
    name: 'a line of 5 MB',
    files: plainProject(`import './bomb.js'\n`, {
      'src/bomb.js': `export const a = [${'1,'.repeat(2.6e6)}]`,
    }),
    told: { says: /src\/bomb\.js has 5\.0 MB, and this engine compiles files of up to 4 MB/ },
  },
  {
    name: '100,000 brackets of JSON',
    files: plainProject(`import data from './bomb.json'\n${heading('Data')}\ndata.at(0)\n`, {
      'src/bomb.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    }),
    told: { shows: 'Data' },
  },
  {
    name: '50,000 nested rules of CSS',
    files: plainProject(`import './bomb.css'\n${heading('Styled')}`, {
      'src/bomb.css': `${'h1 {'.repeat(DEEP)}${'}'.repeat(DEEP)}`,
    }),
    told: { says: /nested too deeply/ },
  },
  {
    name: '50,000 nested rules in the page',
    files: plainProject(heading('Styled'), {
      'index.html': html('/src/main.js').replace(
        '</head>',
        `<style>${'h1 {'.repeat(DEEP)}${'}'.repeat(DEEP)}</style></head>`,
      ),
    }),
    told: { says: /nested too deeply/ },
    mend: { file: 'index.html', source: html('/src/main.js') },
  },
  {
    name: '50,000 nested !',
    files: plainProject(`import './bomb.js'\n`, { 'src/bomb.js': `let a = ${'!'.repeat(DEEP)}1` }),
    told: { says: /nested too deeply/ },
  },
  {
    name: '50,000 nested ! that end esbuild',
    files: {
      ...plainProject(''),
      'index.html': html('/src/main.ts'),
      'src/main.ts': `${namespace}import './bomb.ts'\n`,
      'src/bomb.ts': `${namespace}export const a = ${'!'.repeat(DEEP)}1`,
    },
    told: { says: /nested too deeply/ },
    mend: {
      file: 'src/main.ts',
      source: `${namespace}document.querySelector('h1')!.textContent = Words.name\n`,
    },
  },
  {
    name: 'a page of 10,000 nested elements',
    files: plainProject(heading('Nested'), {
      'index.html': `${html('/src/main.js')}${'<div>'.repeat(10_000)}`,
    }),
    told: { shows: 'Nested' },
  },
  {
    name: 'a vite.config of 50,000 brackets',
    files: plainProject(heading('Configured'), {
      'vite.config.js': `export default { a: ${'['.repeat(DEEP)}${']'.repeat(DEEP)} }`,
    }),
    told: { says: /vite\.config\.js cannot be read/ },
    mend: { file: 'vite.config.js', source: 'export default {}' },
  },
  {
    name: 'a tsconfig of 100,000 brackets',
    files: plainProject(heading('Typed'), {
      'tsconfig.json': `{ "a": ${'['.repeat(100_000)}${']'.repeat(100_000)} }`,
    }),
    told: { shows: 'Typed' },
  },
  {
    name: 'a package.json with 10,000 packages',
    files: plainProject(heading('Mended'), {
      'package.json': manifest({
        dependencies: Object.fromEntries(
          Array.from({ length: 10_000 }, (_, n) => [`fixture-bomb-${n}`, '1.0.0'] as const),
        ),
      }),
    }),
    told: { says: /package\.json asks for 10000 packages/ },
    mend: { file: 'package.json', source: manifest({}) },
  },
  {
    name: 'a package.json of 100,000 brackets',
    files: plainProject(heading('Packed'), {
      'package.json': manifest({}).replace(
        '{',
        `{ "a": ${'['.repeat(100_000)}${']'.repeat(100_000)},`,
      ),
    }),
    told: { shows: 'Packed' },
  },
]

/** What is told of a page whose process is gone. */
const CRASH = { crashes: true, says: /The preview does not answer/ }

/** Code of an app that takes memory without end, and what is told of its end. */
export const MEMORY_BOMBS: readonly {
  readonly name: string
  readonly code: string
  readonly crashes: boolean
  readonly says: RegExp
}[] = [
  {
    name: 'arrays without end, a few at a time',
    code: `const kept = []
      setInterval(() => { for (let n = 0; n < 10; n++) kept.push(Array.from({ length: 1e5 }, () => ({}))) })`,
    ...CRASH,
  },
  {
    name: 'arrays without end, at once',
    code: `const kept = []; for (;;) kept.push(new Array(1e5).fill(0.5))`,
    ...CRASH,
  },
  {
    name: 'a string without end',
    code: `let text = 'x'; for (;;) text += text`,
    crashes: false,
    says: /Invalid string length/,
  },
  {
    name: 'strings without end',
    code: `const kept = []; for (let n = 0; ; n++) kept.push(String(n).repeat(1e5).split('').join('-'))`,
    ...CRASH,
  },
  {
    name: 'workers without end',
    code: `const url = URL.createObjectURL(new Blob([''])); for (;;) new Worker(url)`,
    crashes: false,
    says: /runs 32 workers already/,
  },
]
