import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import type { PreviewNews, PreviewRequest } from '../protocol.ts'
import { transformHtml } from '../transform/html.ts'
import { createDevServer } from './create-dev-server.ts'
import type { DevServer } from './dev-server.ts'
import { createFakePackages } from './fake-packages.ts'
import { createFakeTransform } from './fake-transform.ts'

const HTML = '<!doctype html><body><script type="module" src="/src/main.ts"></script></body>'

const PROJECT = {
  'index.html': HTML,
  'package.json': '{}',
  'src/main.ts': "import { add } from './add'\nconsole.log(add(1, 2))",
  'src/add.ts': 'export const add = (a: number, b: number) => a + b',
  'public/logo.svg': '<svg/>',
}

type News<Type extends PreviewNews['type']> = Extract<PreviewNews, { type: Type }>

const open: DevServer[] = []
const ports: MessagePort[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
  for (const port of ports.splice(0)) port.close()
})

function setUp(project: Record<string, string> = PROJECT, packages = createFakePackages({})) {
  const files = createEngineFiles()
  files.mount(new Map(Object.entries(project).map(([path, text]) => [path, encodeText(text)])))
  const lines: string[] = []
  const transform = createFakeTransform()
  const stored = vi.fn<(key: string | null, value: string | null) => void>()
  const onError = vi.fn()
  const server = createDevServer({
    files,
    packages,
    transform,
    transformHtml,
    storage: { read: () => Promise.resolve({ kept: 'yes' }), change: stored },
    print: (line) => lines.push(line),
    onError,
  })
  open.push(server)
  return {
    files,
    server,
    lines,
    stored,
    onError,
    packages,
    transform,
    edit: (path: string, text: string | undefined) => {
      files.write([
        text === undefined
          ? { type: 'delete', path }
          : { type: 'write', path, bytes: encodeText(text) },
      ])
    },
    connect: () => connect(server),
  }
}

/** A preview document's end of a real channel. */
function connect(server: DevServer) {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1)
  const inbox: PreviewNews[] = []
  const waiting: ((news: PreviewNews) => void)[] = []
  port1.onmessage = ({ data }: MessageEvent<PreviewNews>) => {
    const next = waiting.shift()
    if (next) next(data)
    else inbox.push(data)
  }
  server.connect(port2)

  async function next<Type extends PreviewNews['type']>(type: Type): Promise<News<Type>> {
    const news = inbox.shift() ?? (await new Promise<PreviewNews>((take) => waiting.push(take)))
    if (news.type !== type) throw new Error(`${news.type} came: ${JSON.stringify(news)}`)
    return news as News<Type>
  }
  const send = (request: PreviewRequest) => port1.postMessage(request)
  return {
    next,
    send,
    post: (data: unknown) => port1.postMessage(data),
    start: async (path = '/') => {
      send({ type: 'start', path })
      return next('start')
    },
    /** What came until an answer to a file request shows that the server has done all before it. */
    quiet: async () => {
      send({ type: 'file', request: -1, path: '/nothing.here' })
      const seen: PreviewNews[] = []
      for (;;) {
        const news = inbox.shift() ?? (await new Promise<PreviewNews>((take) => waiting.push(take)))
        if (news.type === 'file' && news.request === -1) return seen
        seen.push(news)
      }
    },
  }
}

describe('the start of a page', () => {
  it('says that there is no index.html', async () => {
    const { connect, server } = setUp({ 'src/main.ts': '' })
    const start = await connect().start()
    expect(start.graph).toMatchObject({ ok: false, problem: { file: 'index.html' } })
    expect(server.problem()?.message).toContain('no index.html')
  })

  it('gives the page with all that it imports, its environment, public files and storage', async () => {
    const { connect, server } = setUp({ ...PROJECT, '.env': 'VITE_NAME=Ada\nSECRET=x' })
    const start = await connect().start()
    expect(start.html).toContain('__tabsmith_run(0)')
    expect(start.entries).toEqual(['/src/main.ts'])
    if (!start.graph.ok) throw new Error(start.graph.problem.message)
    expect(start.graph.modules.map(({ id }) => id)).toEqual(['/src/main.ts', '/src/add.ts'])
    expect(start.graph.modules[0]?.links).toEqual({ './add': '/src/add.ts' })
    expect(start.env).toEqual({
      VITE_NAME: 'Ada',
      BASE_URL: '/',
      MODE: 'development',
      DEV: true,
      PROD: false,
      SSR: false,
    })
    expect([...start.publicFiles.keys()]).toEqual(['/logo.svg'])
    expect(start.storage).toEqual({ kept: 'yes' })
    expect(start.refresh).toBe(false)
    expect(server.problem()).toBeUndefined()
  })

  it('names the file and the line of an import that leads nowhere', async () => {
    const { connect, server } = setUp({
      ...PROJECT,
      'src/main.ts': "import './add'\nimport './gone'",
    })
    const { graph } = await connect().start()
    const problem = {
      message: 'Failed to resolve import "./gone" from "src/main.ts". Does the file exist?',
      file: 'src/main.ts',
      line: 2,
      column: 7,
    }
    expect(graph).toMatchObject({ ok: false, problem })
    expect(server.problem()).toMatchObject(problem)
    expect(server.problem()?.frame).toContain("import './gone'")
  })

  it('says how to get a package that is not installed', async () => {
    const { connect } = setUp({ ...PROJECT, 'src/main.ts': "import axios from 'axios'\naxios()" })
    const { graph } = await connect().start()
    expect(graph.ok ? '' : graph.problem.message).toContain('`npm install axios` would add it')
  })

  it('reloads when a page that did not compile does', async () => {
    const { connect, edit, server } = setUp({ ...PROJECT, 'src/add.ts': 'FAULT' })
    const page = connect()
    expect((await page.start()).graph.ok).toBe(false)
    edit('src/add.ts', '\nFAULT')
    expect((await page.next('problem')).problem?.file).toBe('src/add.ts')
    edit('src/add.ts', 'export const add = () => 1')
    expect((await page.next('problem')).problem).toBeUndefined()
    await page.next('reload')
    expect(server.problem()).toBeUndefined()
    expect((await connect().start()).graph.ok).toBe(true)
  })
})

describe('a start during which files change', () => {
  it('gives the newest code', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    const starting = page.start()
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      edit('src/add.ts', `export const add = () => ${i}`)
    }
    const { graph } = await starting
    let code = graph.ok ? graph.modules.find(({ id }) => id === '/src/add.ts')?.code : undefined
    for (const news of await page.quiet()) {
      if (news.type !== 'update') throw new Error(`${news.type} came`)
      for (const module of news.modules) if (module.id === '/src/add.ts') code = module.code
    }
    expect(code).toContain('=> 4')
  })

  it('takes up a new configuration, or reloads after it', async () => {
    const { connect, edit, server } = setUp()
    const page = connect()
    const starting = page.start()
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      edit('.env', `VITE_N=${i}`)
      server.restart()
    }
    const { env, graph } = await starting
    expect(graph.ok && graph.modules.map(({ id }) => id)).toEqual(['/src/main.ts', '/src/add.ts'])
    const reloads = (await page.quiet()).filter(({ type }) => type === 'reload')
    if (reloads.length === 0) expect(env.VITE_N).toBe('4')
  })
})

describe('a change', () => {
  it('sends only the module that changed', async () => {
    const { connect, edit, lines } = setUp()
    const page = connect()
    await page.start()
    edit('src/add.ts', 'export const add = () => 42')
    const update = await page.next('update')
    expect(update.changed).toEqual(['/src/add.ts'])
    expect(update.modules.map(({ id }) => id)).toEqual(['/src/add.ts'])
    expect(update.modules[0]?.code).toContain('42')
    expect(lines).toContain('hmr update /src/add.ts')
  })

  it('brings along what is newly imported', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/b.ts', "export { c as b } from './c.js'")
    edit('src/c.ts', 'export const c = 1')
    edit('src/add.ts', "import { b } from './b'\nexport const add = () => b")
    const update = await page.next('update')
    expect(update.changed).toEqual(['/src/add.ts'])
    expect(update.modules.map(({ id }) => id)).toEqual(['/src/add.ts', '/src/b.ts', '/src/c.ts'])
  })

  it('is held back as a whole while a part of it does not compile', async () => {
    const { connect, edit, server } = setUp()
    const page = connect()
    await page.start()
    edit('src/main.ts', "import { add } from './add'\nconsole.log(add(3, 4))")
    edit('src/add.ts', 'FAULT')
    const { problem } = await page.next('problem')
    expect(problem?.file).toBe('src/add.ts')
    expect(server.problem()).toEqual(problem)
    edit('src/add.ts', 'export const add = () => 7')
    expect((await page.next('problem')).problem).toBeUndefined()
    expect((await page.next('update')).changed).toEqual(['/src/main.ts', '/src/add.ts'])
    expect(server.problem()).toBeUndefined()
  })

  it('is not held back by what nothing imports any more', async () => {
    const { connect, edit, server } = setUp()
    const page = connect()
    await page.start()
    edit('src/main.ts', 'console.log(1)')
    edit('src/add.ts', 'FAULT')
    expect((await page.next('update')).changed).toEqual(['/src/main.ts'])
    expect(server.problem()).toBeUndefined()

    edit('src/main.ts', PROJECT['src/main.ts'])
    expect((await page.next('problem')).problem?.file).toBe('src/add.ts')
    edit('src/add.ts', 'export const add = () => 0')
    expect((await page.next('problem')).problem).toBeUndefined()
    const { changed } = await page.next('update')
    expect([...changed].sort()).toEqual(['/src/add.ts', '/src/main.ts'])
  })

  it('that is taken back after a fault only says that all is well', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/add.ts', 'FAULT')
    await page.next('problem')
    edit('src/add.ts', PROJECT['src/add.ts'])
    expect((await page.next('problem')).problem).toBeUndefined()
    expect(await page.quiet()).toEqual([])
  })

  it('of a file that nothing imports sends nothing', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('notes.md', 'hello')
    edit('src/unused.ts', 'FAULT')
    expect(await page.quiet()).toEqual([])
  })

  it('names the importer of a file that went', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/add.ts', undefined)
    const { problem } = await page.next('problem')
    expect(problem).toMatchObject({ file: 'src/main.ts', line: 1 })
    edit('src/add.tsx', 'export const add = () => 5')
    expect((await page.next('problem')).problem).toBeUndefined()
    const update = await page.next('update')
    expect(update.changed).toEqual(['/src/main.ts'])
    expect(update.modules.map(({ id }) => id)).toEqual(['/src/main.ts', '/src/add.tsx'])
  })

  it('forgets a file that went with its import, and sends it anew when it comes back', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/main.ts', 'console.log(1)')
    edit('src/add.ts', undefined)
    expect((await page.next('update')).changed).toEqual(['/src/main.ts'])
    edit('src/add.ts', 'export const add = () => 9')
    edit('src/main.ts', PROJECT['src/main.ts'])
    const update = await page.next('update')
    expect([...update.changed].sort()).toEqual(['/src/add.ts', '/src/main.ts'])
  })

  it('of the entry itself that went is a problem', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/main.ts', undefined)
    expect((await page.next('problem')).problem?.message).toContain('/src/main.ts')
  })

  it('finds a file that now comes first in the order of extensions', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('src/add.js', 'export const add = () => 0')
    const update = await page.next('update')
    expect(update.changed).toEqual(['/src/main.ts'])
    expect(update.modules[0]?.links).toEqual({ './add': '/src/add.js' })
  })

  it.each(['index.html', 'vite.config.ts', 'tsconfig.json', '.env', 'package.json'])(
    'of %s reloads the page',
    async (path) => {
      const { connect, edit, lines } = setUp()
      const page = connect()
      await page.start()
      edit(path, path.endsWith('.json') ? '{ "name": "new" }' : '<!-- new -->')
      await page.next('reload')
      expect(lines).toContain(`page reload ${path}`)
      edit('src/add.ts', 'export const add = () => 1')
      expect(await page.quiet()).toEqual([])
    },
  )

  it('of public files tells their bytes, and that one went', async () => {
    const { connect, edit } = setUp()
    const page = connect()
    await page.start()
    edit('public/logo.svg', '<svg>2</svg>')
    const first = await page.next('update')
    expect(first.publicFiles?.get('/logo.svg')?.bytes).toEqual(encodeText('<svg>2</svg>'))
    edit('public/logo.svg', undefined)
    const second = await page.next('update')
    expect([...(second.publicFiles ?? [])]).toEqual([['/logo.svg', undefined]])
  })

  it('makes anew what was made from another file, from all files or from their names', async () => {
    const { connect, edit, transform } = setUp({
      ...PROJECT,
      'src/main.ts': "import './a.css'\nimport './all.css'\nimport './glob'\nimport './plain'",
      'src/a.css': '// reads src/b.css',
      'src/b.css': 'b',
      'src/all.css': '// reads all',
      'src/glob.ts': '// globs',
      'src/plain.ts': '',
    })
    const page = connect()
    await page.start()
    edit('src/b.css', 'c')
    expect([...(await page.next('update')).changed].sort()).toEqual(['/src/a.css', '/src/all.css'])
    transform.calls.length = 0
    edit('src/new.ts', '')
    expect([...(await page.next('update')).changed].sort()).toEqual([
      '/src/all.css',
      '/src/glob.ts',
    ])
    expect(transform.calls).not.toContain('src/plain.ts')
  })

  it('compiles as little in a large project as in a small one', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`src/m${i}.ts`, `import './m${i + 1}'`]),
    )
    const { connect, edit, transform } = setUp({
      ...PROJECT,
      ...many,
      'src/main.ts': "import './m0'",
      'src/m500.ts': '',
    })
    const page = connect()
    await page.start()
    transform.calls.length = 0
    edit('src/m250.ts', "import './m251'\n// new")
    expect((await page.next('update')).changed).toEqual(['/src/m250.ts'])
    expect(transform.calls).toEqual(['src/m250.ts'])
  })

  it('during a load does not leave old code in the page', async () => {
    const { connect, edit } = setUp({ ...PROJECT, 'src/late.ts': 'old' })
    const page = connect()
    await page.start()
    page.send({ type: 'load', request: 1, ids: ['/src/late.ts'] })
    edit('src/late.ts', 'new')
    const { result } = await page.next('loaded')
    expect(result.ok && result.modules[0]?.code).toBe('new')
  })

  it('of packages reloads the page', async () => {
    const { connect, packages } = setUp()
    const page = connect()
    await page.start()
    packages.change({})
    await page.next('reload')
  })
})

describe('packages', () => {
  const packages = () =>
    createFakePackages({
      react: {
        entries: {
          '.': {
            format: 'cjs',
            code: "module.exports = require('scheduler')",
            others: ['scheduler', 'optional', 'fs'],
          },
          './jsx-runtime': { format: 'esm', code: '', imports: ['~chunk1'] },
        },
        chunks: { chunk1: { format: 'esm', code: '', imports: ['react'] } },
      },
      'react/node_modules/scheduler': { entries: { '.': { format: 'cjs', code: '' } } },
      fonts: { files: { 'index.css': '@font-face {}' } },
    })

  it('are linked from their own folder, with their chunks', async () => {
    const { connect } = setUp(
      { ...PROJECT, 'src/main.ts': "import { jsx } from 'react/jsx-runtime'\njsx()" },
      packages(),
    )
    const { graph } = await connect().start()
    if (!graph.ok) throw new Error(graph.problem.message)
    expect(graph.modules.map(({ id, links }) => [id, links])).toEqual([
      ['/src/main.ts', { 'react/jsx-runtime': '/@dep/react!./jsx-runtime' }],
      ['/@dep/react!./jsx-runtime', { '~chunk1': '/@dep/react!~chunk1' }],
      ['/@dep/react!~chunk1', { react: '/@dep/react!.' }],
      [
        '/@dep/react!.',
        {
          scheduler: '/@dep/react/node_modules/scheduler!.',
          optional: '/@absent/peer/optional',
          fs: '/@absent/builtin-of-dep/fs',
        },
      ],
      ['/@dep/react/node_modules/scheduler!.', {}],
      ['/@absent/peer/optional', {}],
      ['/@absent/builtin-of-dep/fs', {}],
    ])
  })

  it('give their style sheets as files', async () => {
    const { connect } = setUp({ ...PROJECT, 'src/main.ts': "import 'fonts/index.css'" }, packages())
    const { graph } = await connect().start()
    expect(graph.ok ? graph.modules.map(({ id }) => id) : graph.problem).toContain(
      '/node_modules/fonts/index.css',
    )
  })

  it('that only Node has are named as they are written', async () => {
    const { connect } = setUp({
      ...PROJECT,
      'src/main.ts': "import fs from 'node:fs'\nimport path from 'path'\nfs.readFileSync(path)",
    })
    const { graph } = await connect().start()
    if (!graph.ok) throw new Error(graph.problem.message)
    expect(graph.modules.map(({ id }) => id)).toEqual([
      '/src/main.ts',
      '/@absent/builtin/node:fs',
      '/@absent/builtin/path',
    ])
    expect(graph.modules[1]?.code).toContain(`Module "' + "node:fs" + '" has been externalized`)
  })

  it('that have no such entry are told with the place of the import', async () => {
    const { connect } = setUp(
      { ...PROJECT, 'src/main.ts': "// first\nimport 'react/nothing'" },
      packages(),
    )
    const { graph } = await connect().start()
    expect(graph).toMatchObject({ ok: false, problem: { file: 'src/main.ts', line: 2 } })
  })
})

describe('requests', () => {
  it('for modules are answered with what was not sent yet', async () => {
    const { connect, edit } = setUp()
    edit('src/late.ts', "import { add } from './add'\nimport './later'\nadd(1, 1)")
    edit('src/later.ts', '')
    const page = connect()
    await page.start()
    page.send({ type: 'load', request: 7, ids: ['/src/late.ts'] })
    const { request, result } = await page.next('loaded')
    expect(request).toBe(7)
    expect(result.ok && result.modules.map(({ id }) => id)).toEqual([
      '/src/late.ts',
      '/src/later.ts',
    ])
  })

  it('that fail reload the page when the fault is gone', async () => {
    const { connect, edit } = setUp({ ...PROJECT, 'src/late.ts': 'FAULT' })
    const page = connect()
    await page.start()
    page.send({ type: 'load', request: 1, ids: ['/src/late.ts'] })
    expect((await page.next('loaded')).result.ok).toBe(false)
    edit('src/late.ts', 'export {}')
    expect((await page.next('problem')).problem).toBeUndefined()
    await page.next('reload')
  })

  it('for a computed specifier are resolved from their module', async () => {
    const { connect } = setUp()
    const page = connect()
    await page.start()
    page.send({ type: 'resolve', request: 2, from: '/src/main.ts', specifier: './nope' })
    expect((await page.next('loaded')).result).toMatchObject({ ok: false })
    page.send({ type: 'resolve', request: 3, from: '/src/main.ts', specifier: './add.js' })
    expect((await page.next('loaded')).result).toMatchObject({ ok: true, ids: ['/src/add.ts'] })
  })

  it('never give .env files, nor what is outside of the project', async () => {
    const { connect } = setUp({ ...PROJECT, '.env': 'SECRET=1', 'src/.env.local': 'SECRET=2' })
    const page = connect()
    await page.start()
    for (const path of ['/.env', '/src/.env.local', '/%2eenv', '/src/../.env', '/../x']) {
      page.send({ type: 'file', request: 1, path })
      const { result } = await page.next('file')
      if (result.ok) expect(new TextDecoder().decode(result.bytes)).toBe(HTML)
    }
    for (const id of ['/.env?raw', '/src/../.env?raw', '/src/.env.local?raw', '/public/../.env']) {
      page.send({ type: 'load', request: 1, ids: [id] })
      expect((await page.next('loaded')).result.ok).toBe(false)
    }
  })

  it('for files look into public/, then into the project, then give the page', async () => {
    const { connect } = setUp()
    const page = connect()
    await page.start()
    const get = async (path: string) => {
      page.send({ type: 'file', request: 1, path })
      const { result } = await page.next('file')
      return result.ok ? `${result.mime} ${new TextDecoder().decode(result.bytes)}` : undefined
    }
    expect(await get('/logo.svg?x#y')).toBe('image/svg+xml <svg/>')
    expect(await get('/src/add.ts')).toContain(PROJECT['src/add.ts'])
    expect(await get('/users/1')).toBe(`text/html ${HTML}`)
    expect(await get('/gone.png')).toBeUndefined()
    expect(await get('/%')).toBeUndefined()
  })

  it('to keep items are passed on and read again by the next page', async () => {
    const { connect, stored } = setUp()
    const page = connect()
    await page.start()
    page.send({ type: 'storage', area: 'local', key: '__proto__', value: 'a' })
    page.send({ type: 'storage', area: 'session', key: 's', value: 'b' })
    page.send({ type: 'storage', area: 'local', key: 'big', value: 'x'.repeat(5 * 1024 * 1024) })
    await page.quiet()
    expect(stored.mock.calls).toEqual([['__proto__', 'a']])
    const next = await connect().start()
    expect(Object.entries(next.storage)).toEqual([
      ['kept', 'yes'],
      ['__proto__', 'a'],
    ])
    expect(next.sessionStorage).toEqual({ s: 'b' })
  })

  it('beyond what may wait are refused', async () => {
    const { connect } = setUp()
    const page = connect()
    await page.start()
    for (let request = 0; request < 400; request++) {
      page.send({ type: 'file', request, path: '/logo.svg' })
    }
    const answers = [...Array(400).keys()].map(() => page.next('file'))
    const results = (await Promise.all(answers)).map(({ result }) => result.ok)
    expect(results).toContain(true)
    expect(results).toHaveLength(400)
  })

  it('are answered to the newest document only', async () => {
    const { connect, edit } = setUp()
    const old = connect()
    await old.start()
    const page = connect()
    await page.start()
    edit('src/add.ts', 'export const add = () => 3')
    await page.next('update')
    await expect(Promise.race([old.next('update'), Promise.resolve('nothing')])).resolves.toBe(
      'nothing',
    )
  })
})
