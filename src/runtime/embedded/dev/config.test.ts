import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import { readProjectConfig } from './config.ts'
import { readEnv } from './env.ts'

function filesOf(project: Record<string, string>) {
  const files = createEngineFiles()
  files.mount(new Map(Object.entries(project).map(([path, text]) => [path, encodeText(text)])))
  return files
}

function read(config: string, more: Record<string, string> = {}, mode = 'development') {
  return readProjectConfig(filesOf({ 'vite.config.ts': config, ...more }), mode)
}

describe('readProjectConfig', () => {
  it('gives the defaults of Vite without a configuration', () => {
    expect(readProjectConfig(filesOf({}), 'development')).toMatchObject({
      base: '/',
      alias: [],
      publicDir: 'public',
      outDir: 'dist',
      envPrefix: ['VITE_'],
      warnings: [],
    })
  })

  it('warns of a configuration that does not parse, and goes on', () => {
    const config = read('export default {')
    expect(config.base).toBe('/')
    expect(config.warnings[0]).toContain('vite.config.ts cannot be read')
  })

  it.each([
    ['const plugins = []; plugins.push(1); export default make()'],
    ["import { make } from './make'; export default make()"],
  ])('warns of settings that only running it would tell: %s', (source) => {
    expect(read(source).warnings).toHaveLength(1)
  })

  it('warns of plugins, options and settings that have no effect, by name', () => {
    const { warnings } = read(`
      import { defineConfig } from 'vite'
      import svgr from 'vite-plugin-svgr'
      import react from '@vitejs/plugin-react'
      import unheard from 'unheard-of'
      export default defineConfig({
        plugins: [react({ babel: { plugins: [] } }), svgr(), [unheard()], { name: 'mine' }, false],
        css: { preprocessorOptions: {} },
        esbuild: { jsxFactory: 'h' },
        server: { port: 3000 },
        test: {},
      })`)
    const all = warnings.join('\n')
    for (const name of ['svgr', 'unheard-of', 'babel', 'mine', 'css.preprocessorOptions']) {
      expect(all).toContain(`"${name === 'svgr' ? 'vite-plugin-svgr' : name}"`)
    }
    expect(all).toContain('"esbuild"')
    expect(all).toContain('SVG files are not turned into components')
    expect(all).not.toMatch(/server|"test"/)
    expect(warnings).toHaveLength(6)
  })

  it('reads aliases in every usual form', () => {
    const { alias, warnings } = read(`
      import path, { resolve } from 'node:path'
      import { fileURLToPath, URL } from 'node:url'
      const src: string = path.resolve(__dirname, 'src')
      export default {
        resolve: {
          alias: {
            '@': src,
            '~': path.join(process.cwd(), './src', 'lib'),
            '#a': fileURLToPath(new URL('./src/a', import.meta.url)),
            '#b': new URL('./src/b', import.meta.url).pathname,
            '#c': resolve(import.meta.dirname, 'src/c'),
            '#d/': \`\${src}/d/\`,
          },
        },
      }`)
    expect(Object.fromEntries(alias.map(({ find, replacement }) => [find, replacement]))).toEqual({
      '@': '/src',
      '~': '/src/lib',
      '#a': '/src/a',
      '#b': '/src/b',
      '#c': '/src/c',
      '#d': '/src/d',
    })
    expect(warnings).toEqual([])
  })

  it('reads expressions of aliases, but none that could take for ever', () => {
    const { alias, warnings } = read(`export default { resolve: { alias: [
      { find: /^~(.*)$/, replacement: '$1' },
      { find: /^(a+)+$/, replacement: 'x' },
    ] } }`)
    expect(alias).toEqual([{ find: /^~(.*)$/, replacement: '$1' }])
    expect(warnings).toHaveLength(1)
  })

  it('reads what depends on the command and the mode', () => {
    const source = `
      import { defineConfig, loadEnv } from 'vite'
      import react from '@vitejs/plugin-react-swc'
      import { componentTagger } from 'lovable-tagger'
      export default defineConfig(({ command, mode }) => {
        const env = loadEnv(mode, process.cwd(), '')
        const common = { plugins: [react(), mode === 'test' && componentTagger()].filter(Boolean) }
        if (command === 'serve') {
          return { ...common, define: { __API__: JSON.stringify(env.API), __N__: 3 } }
        } else return { ...common, base: '/app', build: { outDir: './out' } }
      })`
    const serve = read(source, { '.env': 'API=there' })
    expect(serve.define).toEqual({ __API__: '"there"', __N__: '3' })
    expect([...serve.plugins]).toEqual(['react'])
    expect(serve.warnings).toEqual([])
    const build = read(source, {}, 'production')
    expect(build).toMatchObject({ base: '/app/', outDir: 'out', command: 'build' })
  })

  it('reads a version from package.json', () => {
    const source = `
      import pkg from './package.json'
      export default { define: {
        A: JSON.stringify(pkg.version), B: JSON.stringify(process.env.npm_package_version),
      } }`
    const { define } = read(source, { 'package.json': '{ "version": "1.2.3" }' })
    expect(define).toEqual({ A: '"1.2.3"', B: '"1.2.3"' })
  })

  it('serves from / where a build has a relative base', () => {
    expect(read("export default { base: './' }").base).toBe('/')
    expect(read("export default { base: './' }", {}, 'production').base).toBe('./')
    expect(read("export default { base: 'https://x.example/a' }").base).toBe('/a/')
  })

  it('follows the paths of tsconfig only where Vite does', () => {
    const tsconfig = `{
      // comment, "not text"
      "extends": "./tsconfig.base.json",
      "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.node.json" }],
    }`
    const more = {
      'tsconfig.json': tsconfig,
      'tsconfig.base.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      'tsconfig.app.json':
        '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "target": "ES2020", /* x */ } }',
    }
    const plain = read('export default {}', more)
    expect(plain.paths).toBeUndefined()
    expect(plain.compiler).toMatchObject({
      experimentalDecorators: true,
      useDefineForClassFields: false,
    })
    const source = "import paths from 'vite-tsconfig-paths'; export default { plugins: [paths()] }"
    expect(read(source, more)).toMatchObject({
      paths: [{ pattern: '@/*', targets: ['src/*'] }],
      warnings: [],
    })
  })

  it.each([
    ['const a = () => b(); const b = () => a(); export default a()'],
    ['const a = { b: a }; export default a'],
    [`export default ${'['.repeat(500)}${']'.repeat(500)}`],
    [`const f = (n) => [f(n), f(n)]; export default { plugins: f(1) }`],
    [`export default { ['__proto__']: { polluted: 1 }, define: { __proto__: 1 } }`],
  ])('survives %s', (source) => {
    expect(() => read(source)).not.toThrow()
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('refuses a prefix that would publish every variable', () => {
    const config = read("export default { envPrefix: '' }")
    expect(config.envPrefix).toEqual(['VITE_'])
    expect(config.warnings[0]).toContain('secrets')
  })
})

describe('readEnv', () => {
  const env = (texts: Record<string, string>, mode = 'development') => {
    const files = filesOf(texts)
    return readEnv(files, readProjectConfig(files, mode))
  }

  it('lets the more special file win and hides what has no public prefix', () => {
    const all = env({
      '.env': 'VITE_A=1\nVITE_B=1\nSECRET=s',
      '.env.local': 'VITE_B=2\nVITE_C=2',
      '.env.development': 'VITE_C=3\nVITE_D=3',
      '.env.development.local': 'VITE_D=4',
      '.env.production': 'VITE_A=no',
    })
    expect(all).toMatchObject({ VITE_A: '1', VITE_B: '2', VITE_C: '3', VITE_D: '4' })
    expect(all).not.toHaveProperty('SECRET')
  })

  it('reads quotes, comments, exports and lines as dotenv does', () => {
    const text = [
      '# a comment',
      'export VITE_A = plain # comment',
      'VITE_B="two\\nlines" # comment',
      "VITE_C='as # is\\n'",
      'VITE_D="over',
      'lines"',
      'VITE_E=',
      'VITE_F=a=b',
      'VITE_G=`it\'s "both"`',
    ].join('\r\n')
    expect(env({ '.env': text })).toMatchObject({
      VITE_A: 'plain',
      VITE_B: 'two\nlines',
      VITE_C: 'as # is\\n',
      VITE_D: 'over\nlines',
      VITE_E: '',
      VITE_F: 'a=b',
      VITE_G: 'it\'s "both"',
    })
  })

  it('expands references, once, without end or explosion', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `VITE_X${i}=${`$VITE_X${i + 1}`.repeat(10)}`)
    const all = env({
      '.env': `NAME=Ada\nVITE_A=Hi $NAME, \${NAME}, \${NOPE:-you} \\$NAME\nVITE_L=a$VITE_L\n${bomb.join('\n')}\nVITE_X30=${'y'.repeat(1000)}`,
    })
    expect(all.VITE_A).toBe('Hi Ada, Ada, you $NAME')
    expect(all.VITE_L).toBe('a')
    expect(String(all.VITE_X0).length).toBeLessThan(100_000)
  })
})
