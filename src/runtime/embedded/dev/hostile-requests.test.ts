import { afterEach, expect, it, vi } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import { transformHtml } from '../transform/html.ts'
import { createDevServer } from './create-dev-server.ts'
import { createFakePackages } from './fake-packages.ts'
import { createFakeTransform } from './fake-transform.ts'

const SECRET = 'the-secret-of-an-env-file'
const STEPS = 3_000

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** The same numbers in every run (a linear congruence), so that what fails can be run again. */
function createRandom(seed: number) {
  let state = seed
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(next() * items.length)] ?? items[0]
  return { next, pick }
}

const PATHS: readonly [string, ...string[]] = [
  '/',
  '/.env',
  '/.env?raw',
  '/src/../.env?raw',
  '/public/../.env',
  '/%2e%65nv',
  '/%2e%2e/.env',
  '/./.env',
  '/src/.env.local?url',
  '//.env',
  '/\\.env',
  '/.ENV',
  '/.git/config',
  '/key.pem?raw',
  '/__proto__',
  '/constructor?raw',
  '/@dep/__proto__!.',
  '/@dep/react!~constructor',
  '/@dep/../../.env!.',
  '/@dep/react!./../../../.env',
  '/@absent/peer/"+alert(1)+"',
  '/@absent/builtin/__proto__',
  '/@tabsmith/client',
  '/@tabsmith/nothing',
  '/node_modules/react/../../.env?raw',
  '/node_modules/react/.env?raw',
  '/src/main.ts',
  '/src/main.ts?raw',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'data:text/javascript,1',
  '#x',
  './../.env?raw',
  '../.env?raw',
  `/${'a/'.repeat(1900)}`,
  '\0',
  '\ud800',
  '%',
]

it('nothing that a document sends throws, stops the server or shows a secret', async () => {
  const files = createEngineFiles()
  const project = {
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    'src/main.ts': '',
    '.env': `SECRET=${SECRET}\nVITE_X=1`,
    '.ENV': SECRET,
    'src/.env.local': SECRET,
    'key.pem': SECRET,
  }
  files.mount(new Map(Object.entries(project).map(([path, text]) => [path, encodeText(text)])))
  files.writeByProgram([{ type: 'write', path: '.git/config', bytes: encodeText(SECRET) }])
  const react = {
    entries: { '.': { format: 'cjs', code: '' } },
    files: { '.env': SECRET },
  } as const
  const kept = new Map<string | null, string | null>()
  const server = createDevServer({
    files,
    packages: createFakePackages({ react }),
    transform: createFakeTransform(),
    transformHtml,
    storage: { read: () => Promise.resolve({}), change: (key, value) => void kept.set(key, value) },
    print: () => undefined,
    onError: () => undefined,
  })
  const { port1, port2 } = new MessageChannel()
  closing.push(() => server.close())
  closing.push(() => port1.close())
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  closing.push(() => process.off('unhandledRejection', unhandled))
  server.connect(port2)
  let answers = 0
  let leaks = 0
  let done: () => void = () => undefined
  port1.onmessage = ({ data }: MessageEvent) => {
    answers++
    if (holds(data, SECRET)) leaks++
    const { request } = data as { request?: unknown }
    if (request === 'the end' || request === STEPS) done()
  }

  const random = createRandom(20_261_121)
  const junk = (depth = 0): unknown => {
    const kinds: readonly [() => unknown, ...(() => unknown)[]] = [
      () => random.pick(PATHS),
      () => Math.floor(random.next() * 10),
      () => random.pick([NaN, Infinity, -1, 0.5, 2 ** 60]),
      () => random.pick([null, undefined, true, false]),
      () => random.pick(['local', 'session', 'uncaught', 'start', 'load', '']),
      () => new Uint8Array(3),
      () => new Map([['type', 'load']]),
      () => new Error('x'),
      () => (depth > 2 ? [] : Array.from({ length: 3 }, () => junk(depth + 1))),
      () => (depth > 2 ? {} : message(depth + 1)),
    ]
    return random.pick(kinds)()
  }
  const message = (depth = 0): unknown => {
    const type = random.pick(['start', 'load', 'resolve', 'file', 'storage', 'error', 'other'])
    const made = new Map<string, unknown>([['type', random.next() < 0.9 ? type : junk(depth)]])
    // Mostly well-formed, so that requests get past the parser.
    const put = (key: string, right: () => unknown) => {
      made.set(key, random.next() < 0.85 ? right() : junk(depth + 1))
    }
    put('request', () => Math.floor(random.next() * 1000))
    put('path', () => random.pick(PATHS))
    put('ids', () => [random.pick(PATHS), random.pick(PATHS)].slice(random.next() * 2))
    put('from', () => random.pick(PATHS))
    put('specifier', () => random.pick(PATHS))
    put('area', () => random.pick(['local', 'session']))
    put('key', () => random.pick(['__proto__', 'constructor', 'a', 'x'.repeat(1000)]))
    put('value', () => random.pick(['v', 'y'.repeat(10_000)]))
    put('kind', () => 'uncaught')
    put('message', () => random.pick(PATHS))
    return Object.fromEntries(made)
  }

  for (let step = 0; step < STEPS; step++) {
    port1.postMessage(message())
    if (step % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    if (step % 500 === 0)
      files.write([{ type: 'write', path: 'src/a.ts', bytes: encodeText(`${step}`) }])
  }
  const end = new Promise<void>((resolve) => (done = resolve))
  port1.postMessage({ type: 'file', request: STEPS, path: '/src/main.ts' })
  await end

  expect(answers).toBeGreaterThan(STEPS / 10)
  expect(leaks).toBe(0)
  expect(unhandled).not.toHaveBeenCalled()
  expect(Reflect.get({}, 'type')).toBeUndefined()
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
})

/** True when a text or bytes with `needle` are anywhere in what was sent. */
function holds(data: unknown, needle: string): boolean {
  if (typeof data === 'string') return data.includes(needle)
  if (data instanceof Uint8Array) return new TextDecoder().decode(data).includes(needle)
  if (data instanceof Map) return [...data].some((item) => holds(item, needle))
  if (typeof data !== 'object' || data === null) return false
  return Object.values(data).some((item) => holds(item, needle))
}
