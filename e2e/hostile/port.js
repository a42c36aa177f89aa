/* eslint-disable no-undef -- runs in a preview */
/** Takes the engine's port out of the hands of the preview's own code, and asks it for what it should not give. */
const { postMessage } = MessagePort.prototype
let port
MessagePort.prototype.postMessage = function (...given) {
  port = this
  return postMessage.apply(this, given)
}
localStorage.setItem('visits', String(Math.random()))
MessagePort.prototype.postMessage = postMessage

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const waiting = new Map()
let last = 1_000_000
port.addEventListener('message', ({ data }) => waiting.get(data.request)?.(data.result))

/** What the engine answers. */
function ask(message, ms = 3000) {
  const request = ++last
  const answer = new Promise((resolve) => waiting.set(request, resolve))
  port.postMessage({ request, ...message })
  return Promise.race([answer, wait(ms)])
}

/** Text in whatever an answer holds. */
function textOf(result) {
  const decode = (bytes) => new TextDecoder().decode(bytes)
  if (!result?.ok) return ''
  if (result.bytes) return decode(result.bytes)
  return result.modules.map(({ code, asset }) => code + (asset ? decode(asset.bytes) : '')).join()
}

const SECRET = /do-not-serve|<title>Tabsmith|root:x:|skipWaiting/
const host = location.origin
const paths = [
  '/.env',
  '/.env.local',
  '/src/../.env',
  '/./.env',
  '/%2eenv',
  '/%2e%2e/.env',
  '/..%2f.env',
  '/public/../.env',
  '/.env?raw',
  '/.env#x',
  '/.env%00.png',
  '/\u0000/.env',
  '/.ENV',
  '/.git/config',
  '/../index.html',
  '/../../etc/passwd',
  '/@fs/etc/passwd',
  '/@fs/project/.env',
  '/@dep/../.env',
  '/@dep/..!.env',
  '/@dep/react!../../../.env',
  '/node_modules/../.env',
  '/@id/.env',
  '//evil.example/x.js',
  'https://evil.example/x.js',
  `${host}/sw.js`,
  `${host}/tabsmith.json`,
  'file:///etc/passwd',
  'data:text/javascript,1',
  'blob:x',
  '__proto__',
  '/__proto__',
  '/constructor',
]
const queries = ['', '?raw', '?url', '?inline', '?import', '?worker']

async function askFor(path) {
  const messages = [
    { type: 'file', path },
    ...queries.flatMap((query) => [
      { type: 'load', ids: [path + query] },
      { type: 'resolve', from: '/src/main.js', specifier: path + query },
      { type: 'resolve', from: path, specifier: `./.env${query}` },
    ]),
  ]
  // What is no path at all has no answer.
  const texts = (await Promise.all(messages.map((message) => ask(message, 1000)))).map(textOf)
  const got = texts.find((text) => SECRET.test(text))
  const outcome = got ? `GOT: ${got.slice(0, 100)}` : 'failed: not given'
  return [`ask for ${JSON.stringify(path)}`, outcome]
}

async function askForFiles() {
  const rows = []
  // No more at once than may wait for an answer.
  for (let at = 0; at < paths.length; at += 8) {
    rows.push(...(await Promise.all(paths.slice(at, at + 8).map(askFor))))
  }
  return rows
}

const deep = () => {
  let value = {}
  for (let i = 0; i < 5000; i++) value = { value }
  return value
}
const forged = {
  'keys of the prototype': () =>
    JSON.parse('{"__proto__":{"type":"start","path":"/","polluted":1},"type":"storage"}'),
  'storage under __proto__': () => ({
    type: 'storage',
    area: 'local',
    key: '__proto__',
    value: 'polluted',
  }),
  'storage under constructor': () => ({
    type: 'storage',
    area: 'constructor',
    key: 'prototype',
    value: 'polluted',
  }),
  'a getter': () => ({
    get type() {
      return 'start'
    },
    path: '/',
  }),
  'a huge array of ids': () => ({
    type: 'load',
    request: 1,
    ids: new Array(1e6).fill('/src/main.js'),
  }),
  'a sparse array of ids': () => ({
    type: 'load',
    request: 1,
    ids: Object.assign([], { length: 4e9 }),
  }),
  'a very deep object': () => ({ type: 'load', request: 1, ids: deep() }),
  'a number that is none': () => ({ type: 'file', request: NaN, path: '/x' }),
  'an id of a million characters': () => ({
    type: 'load',
    request: 1,
    ids: ['/'.padEnd(1e6, 'a')],
  }),
  'a Map': () => new Map([['type', 'start']]),
  'a date, an error, a regular expression': () => [new Date(NaN), new Error('x'), /x/g],
  nothing: () => null,
  'page messages': () => ({ type: 'boot', call: 1, options: { projectId: 'other' } }),
  'engine calls': () => ({
    type: 'spawn',
    call: 1,
    command: 'node',
    args: ['-e', '1'],
    options: {},
  }),
  'shared memory': () => ({
    type: 'file',
    request: 2,
    path: '/x',
    more: new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer,
  }),
  'a Proxy': () => new Proxy({ type: 'start' }, { get: () => 'start' }),
}

async function forge() {
  const rows = []
  for (const [name, make] of Object.entries(forged)) {
    let told = 'ignored'
    try {
      port.postMessage(make())
    } catch (error) {
      told = error.message.slice(0, 80)
    }
    const alive = await ask({ type: 'file', path: '/src/main.js' })
    rows.push([
      `forge ${name}`,
      alive?.ok ? `failed: ${told}` : 'GOT: the engine does not answer any more',
    ])
  }
  const channels = Array.from({ length: 1000 }, () => new MessageChannel())
  port.postMessage(
    { type: 'file', request: 3, path: '/x' },
    channels.map(({ port1 }) => port1),
  )
  const alive = await ask({ type: 'file', path: '/src/main.js' })
  rows.push(['forge a thousand ports along', alive?.ok ? 'failed: ignored' : 'GOT: no answer'])
  return rows
}

/** What waits is bounded: the rest is refused, and the port goes on. */
async function flood() {
  const rows = []
  const kinds = {
    files: (n) => ({ type: 'file', path: `/none${n}` }),
    loads: (n) => ({ type: 'load', ids: [`/none${n}.js`] }),
    resolves: (n) => ({ type: 'resolve', from: '/src/main.js', specifier: `none${n}` }),
    errors: (n) => ({
      type: 'error',
      kind: 'uncaught',
      message: `e${n}`.padEnd(10_000, 'x'),
      stack: undefined,
      path: '/',
    }),
    storage: (n) => ({
      type: 'storage',
      area: 'local',
      key: `k${n % 500}`,
      value: 'v'.repeat(1000),
    }),
    starts: () => ({ type: 'start', path: '/' }),
  }
  for (const [name, make] of Object.entries(kinds)) {
    for (let n = 0; n < 20_000; n++) port.postMessage({ request: n, ...make(n) })
    let alive
    for (let tries = 0; tries < 10 && !alive?.ok; tries++)
      alive = await ask({ type: 'file', path: '/src/main.js' })
    rows.push([
      `flood the port with 20,000 ${name}`,
      alive?.ok ? 'failed: the engine answers' : 'GOT: no answer',
    ])
  }
  return rows
}

/** Past the page's own check, which refuses it first. */
async function overfill() {
  const rows = []
  try {
    localStorage.setItem('bomb', 'x'.repeat(6 * 1024 * 1024))
    rows.push(['localStorage: 6 MB', 'GOT: stored'])
  } catch (error) {
    rows.push(['localStorage: 6 MB', `failed: ${error.name}`])
  }
  for (let n = 0; n < 12; n++)
    port.postMessage({
      type: 'storage',
      area: 'local',
      key: `bomb${n}`,
      value: 'x'.repeat(2 * 1024 * 1024),
    })
  const alive = await ask({ type: 'file', path: '/src/main.js' })
  rows.push([
    'storage by the port: 24 MB',
    alive?.ok ? 'failed: the engine answers' : 'GOT: no answer',
  ])
  return rows
}

globalThis.attack = async () => [
  ...(await askForFiles()),
  ...(await forge()),
  ...(await flood()),
  ...(await overfill()),
  ['the page’s own prototypes', Reflect.get({}, 'polluted') ? 'GOT: polluted' : 'failed: clean'],
]
globalThis.stored = () => {
  let size = 0
  for (let n = 0; n < localStorage.length; n++) {
    const key = localStorage.key(n)
    size += key.length + localStorage.getItem(key).length
  }
  return size
}
