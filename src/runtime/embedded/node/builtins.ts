import assert from 'assert'
import * as buffer from 'buffer'
import events from 'events'
import path from 'path-browserify'
import * as stream from 'readable-stream'
import * as stringDecoder from 'string_decoder'
import {
  inspect,
  format,
  formatWithOptions,
  stripVTControlCharacters,
} from 'node-inspect-extracted'
import util from 'util'
import type { createFs } from './fs.ts'
import { PROJECT_ROOT } from './messages.ts'
import type { ProgramProcess } from './process.ts'
import { unsupported, unsupportedMembers } from './unsupported.ts'

type Fs = ReturnType<typeof createFs>

/** Node's modules that stand for something a sandbox has not got. */
const REFUSED = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'http',
  'http2',
  'https',
  'inspector',
  'net',
  'repl',
  'sqlite',
  'tls',
  'tty',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
  'zlib',
] as const

/** Node's built-in modules for one program, by their names without `node:`. */
export function createBuiltins(
  fs: Fs,
  { process, cwd }: ProgramProcess,
  timers: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  const modules = new Map<string, unknown>([
    ['assert', assert],
    ['assert/strict', assert.strict],
    ['buffer', buffer],
    ['console', console],
    ['constants', {}],
    ['crypto', unsupportedMembers('crypto', cryptoModule)],
    ['events', Object.assign(events, { once })],
    ['fs', fs],
    ['fs/promises', fs.promises],
    ['module', unsupportedMembers('module', { builtinModules: [] as string[] })],
    ['os', unsupportedMembers('os', osModule)],
    ['path', pathFrom(cwd)],
    ['path/posix', pathFrom(cwd)],
    ['perf_hooks', unsupportedMembers('perf_hooks', { performance })],
    ['process', process],
    ['querystring', unsupportedMembers('querystring', querystring)],
    ['readline', unsupportedMembers('readline', {})],
    ['stream', stream.Stream],
    ['stream/promises', stream.promises],
    ['string_decoder', stringDecoder],
    ['timers', timers],
    ['timers/promises', timerPromises],
    ['url', unsupportedMembers('url', urlModule(cwd))],
    ['util', utilModule],
    ['util/types', util.types],
  ])
  for (const name of REFUSED) modules.set(name, unsupportedMembers(name, {}))
  return modules
}

/** path-browserify knows the folder only through a global `process`. */
function pathFrom(cwd: () => string): typeof path {
  const resolve = (...parts: string[]) => path.resolve(cwd(), ...parts)
  const relative = (from: string, to: string) => path.relative(resolve(from), resolve(to))
  const own = { ...path, resolve, relative }
  return Object.assign(own, { posix: own, default: own })
}

function once(target: events, name: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    target.once(name, (...args: unknown[]) => resolve(args))
    if (name !== 'error') target.once('error', reject)
  })
}

const cryptoModule = {
  randomUUID: () =>
    // Not `crypto.randomUUID`: an opaque origin may be no secure context.
    [4, 2, 2, 2, 6].map((length) => cryptoModule.randomBytes(length).toString('hex')).join('-'),
  randomBytes: (length: number) =>
    buffer.Buffer.from(crypto.getRandomValues(new Uint8Array(length))),
  getRandomValues: (array: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(array),
  get webcrypto() {
    return crypto
  },
  createHash: () => {
    throw unsupported('crypto.createHash (use await crypto.subtle.digest instead)')
  },
}

const osModule = {
  EOL: '\n',
  platform: () => 'linux',
  type: () => 'Linux',
  arch: () => 'wasm32',
  homedir: () => PROJECT_ROOT,
  tmpdir: () => '/tmp',
  hostname: () => 'tabsmith',
  cpus: () => [],
  availableParallelism: () => 1,
  release: () => '',
  userInfo: () => ({ username: 'user', homedir: PROJECT_ROOT, shell: null, uid: -1, gid: -1 }),
}

const querystring = {
  parse: (text: string) => Object.fromEntries(new URLSearchParams(text)),
  stringify: (values: Record<string, string>) => new URLSearchParams(values).toString(),
  escape: encodeURIComponent,
  unescape: decodeURIComponent,
}

const timerPromises = {
  setTimeout: (ms: number, value: unknown) =>
    new Promise((resolve) => setTimeout(() => resolve(value), ms)),
  setImmediate: (value: unknown) => new Promise((resolve) => setTimeout(() => resolve(value), 0)),
}

function urlModule(cwd: () => string) {
  return {
    URL,
    URLSearchParams,
    fileURLToPath: (url: string | URL) => {
      const { protocol, pathname } = new URL(url)
      if (protocol !== 'file:') throw new TypeError('The URL must be of scheme file')
      return decodeURIComponent(pathname)
    },
    pathToFileURL: (file: string) =>
      new URL(
        `file://${encodeURI(path.resolve(cwd(), file)).replace(/[?#]/g, encodeURIComponent)}`,
      ),
  }
}

/** The package's own inspect is older than Map and Set. */
const utilModule = unsupportedMembers('util', {
  ...util,
  inspect,
  format,
  formatWithOptions,
  stripVTControlCharacters,
  TextEncoder,
  TextDecoder,
})
