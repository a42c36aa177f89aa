import { encodeText, decodeText } from '#workspace/workspace.ts'
import type { FileChange, FileTree } from '#workspace/workspace.ts'
import { readOutput } from './command.ts'
import type { Process, Runtime, RuntimeEvent } from './runtime.ts'

/**
 * The contract of the runtime port (see runtime.ts) as plain data, so that
 * the same cases run under Vitest and inside a page. Each is given a freshly
 * booted runtime; it throws when the contract is broken.
 */
export interface ContractCase {
  readonly name: string
  /** Left out for a runtime without this ability. */
  readonly needs: 'node' | 'servers' | undefined
  run(runtime: Runtime): Promise<void>
}

/** How long any step of a case may take, in milliseconds. */
const STEP_MS = 20_000

/** The programs that the cases run by `node <name>`. A fake plays them by the same names. */
export const CONTRACT_PROGRAMS: Readonly<Record<string, string>> = {
  'print.mjs': `import { readFileSync } from 'node:fs'
process.stdout.write(readFileSync(process.argv[2], 'utf8'))`,
  'exit.mjs': `process.exit(Number(process.argv[2]))`,
  'write.mjs': `import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
for (const path of process.argv.slice(2)) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'made by a program')
}`,
  'remove.mjs': `import { rmSync } from 'node:fs'
rmSync(process.argv[2], { recursive: true })`,
  'echo.mjs': `process.stdin.once('data', (data) => {
  process.stdout.write('got ' + data)
  process.exit(0)
})`,
  'wait.mjs': `process.stdout.write('waiting')
setInterval(() => {}, 1000)`,
  'env.mjs': `process.stdout.write(process.env.CONTRACT + ' ' + process.cwd().split('/').pop())`,
  'serve.mjs': `import { createServer } from 'node:http'
createServer((_, response) => response.end('served')).listen(Number(process.argv[2]))`,
}

export const contractCases: readonly ContractCase[] = [
  {
    name: 'mounts files that programs read',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'deep/in/a.txt': 'héllo' })
      same(await node(runtime, 'print.mjs', 'deep/in/a.txt'), { code: 0, output: 'héllo' })
    },
  },
  {
    name: 'mounting again replaces the project',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'old.txt': 'old', 'both.txt': 'one' })
      await mount(runtime, { 'both.txt': 'two' })
      same(await node(runtime, 'print.mjs', 'both.txt'), { code: 0, output: 'two' })
      holds((await node(runtime, 'print.mjs', 'old.txt')).code !== 0, 'old.txt is still there')
    },
  },
  {
    name: 'gives the exit code of a program',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      same((await node(runtime, 'exit.mjs', '7')).code, 7)
    },
  },
  {
    name: 'refuses a command that does not exist, or ends it with 127',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      try {
        const process = await runtime.spawn('no-such-command', [])
        same(await soon(process.exit, 'the exit'), 127)
      } catch (error) {
        same(kindOf(error), 'not-found')
      }
    },
  },
  {
    name: 'writes changes in order, and makes folders',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      await runtime.write([write('new/a.txt', 'first'), write('new/a.txt', 'second')])
      same((await node(runtime, 'print.mjs', 'new/a.txt')).output, 'second')
    },
  },
  {
    name: 'deletes files, and does not mind when there is none',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'a.txt': 'a' })
      await runtime.write([remove('a.txt'), remove('never/was.txt')])
      holds((await node(runtime, 'print.mjs', 'a.txt')).code !== 0, 'a.txt is still there')
    },
  },
  {
    name: 'puts a file where a folder was',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'a/b.txt': 'b' })
      await runtime.write([remove('a/b.txt'), write('a', 'now a file')])
      same((await node(runtime, 'print.mjs', 'a')).output, 'now a file')
    },
  },
  {
    name: 'keeps bytes that are not text',
    needs: 'node',
    run: async (runtime) => {
      const events = listen(runtime)
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
      await mount(runtime, { 'a.bin': bytes })
      await runtime.write([{ type: 'write', path: 'b.bin', bytes }])
      await node(runtime, 'write.mjs', 'marker.txt')
      await events.until(() => textAt(events.changes(), 'marker.txt') !== undefined, 'the marker')
      for (const change of events.changes()) {
        if (change.path !== 'a.bin' && change.path !== 'b.bin') continue
        same(change.type === 'write' && [...change.bytes], [...bytes])
      }
    },
  },
  {
    name: 'reports what programs write and delete',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'gone/a.txt': 'a' })
      const events = listen(runtime)
      await node(runtime, 'write.mjs', 'made/here.txt')
      await events.until(
        () => textAt(events.changes(), 'made/here.txt') === 'made by a program',
        'the new file',
      )
      await node(runtime, 'remove.mjs', 'gone')
      await events.until(
        () => events.changes().some(({ type, path }) => type === 'delete' && path === 'gone/a.txt'),
        'the delete',
      )
    },
  },
  {
    name: 'does not report generated folders',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      const events = listen(runtime)
      await node(runtime, 'write.mjs', 'node_modules/x/index.js', 'dist/a.js', 'marker.txt')
      await events.until(() => textAt(events.changes(), 'marker.txt') !== undefined, 'the marker')
      same(
        events
          .changes()
          .map(({ path }) => path)
          .filter((path) => path !== 'marker.txt'),
        [],
      )
    },
  },
  {
    name: 'reads a folder with what programs made in it',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'src/a.txt': 'a', 'src/in/b.txt': 'b', 'srcs/c.txt': 'c' })
      await node(runtime, 'write.mjs', 'dist/a.js', 'dist/assets/b.js')
      same(await textsIn(runtime, 'dist'), [
        ['dist/a.js', 'made by a program'],
        ['dist/assets/b.js', 'made by a program'],
      ])
      same(await textsIn(runtime, 'src'), [
        ['src/a.txt', 'a'],
        ['src/in/b.txt', 'b'],
      ])
    },
  },
  {
    name: 'reads nothing where there is no folder',
    needs: undefined,
    run: async (runtime) => {
      await mount(runtime, { 'a.txt': 'a' })
      same(await textsIn(runtime, 'dist'), [])
      same(await textsIn(runtime, 'no/such/folder'), [])
      same(await textsIn(runtime, 'a.txt'), [])
    },
  },
  {
    name: 'refuses to read node_modules, and what lies outside of the project',
    needs: undefined,
    run: async (runtime) => {
      await mount(runtime)
      for (const folder of ['node_modules', 'node_modules/react', '..', 'src/../..', '/etc', '']) {
        same(await outcome(runtime.read(folder)), 'invalid')
      }
    },
  },
  {
    name: 'does not report its own writes, or with the same bytes',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'a.txt': 'mounted' })
      const events = listen(runtime)
      await runtime.write([write('a.txt', 'written')])
      await node(runtime, 'write.mjs', 'marker.txt')
      await events.until(() => textAt(events.changes(), 'marker.txt') !== undefined, 'the marker')
      for (const change of events.changes()) {
        if (change.path === 'a.txt') same(textAt([change], 'a.txt'), 'written')
      }
    },
  },
  {
    name: 'hands input to a program',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      const process = await runtime.spawn('node', ['echo.mjs'])
      const output = readAll(process)
      await process.write('ping\n')
      same(await soon(process.exit, 'the exit'), 0)
      holds((await output).includes('got ping'), 'the input did not arrive')
    },
  },
  {
    name: 'passes environment and folder',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime, { 'inner/env.mjs': CONTRACT_PROGRAMS['env.mjs'] ?? '' })
      const process = await runtime.spawn('node', ['env.mjs'], {
        cwd: 'inner',
        env: { CONTRACT: 'kept' },
      })
      same((await readAll(process)).trim(), 'kept inner')
    },
  },
  {
    name: 'kills a program; again does nothing',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      const process = await startWaiting(runtime)
      process.kill()
      process.kill()
      holds((await soon(process.exit, 'the exit')) !== 0, 'a killed program ended with 0')
      process.kill()
      await process.write('ignored')
    },
  },
  {
    name: 'tells when a server listens and when it has gone',
    needs: 'servers',
    run: async (runtime) => {
      await mount(runtime)
      const events = listen(runtime)
      const process = await runtime.spawn('node', ['serve.mjs', '4173'])
      void readAll(process)
      const isReady = (event: RuntimeEvent) => event.type === 'server-ready' && event.port === 4173
      await events.until(() => events.all.some(isReady), 'server-ready')
      const ready = events.all.find((event) => event.type === 'server-ready')
      holds(ready !== undefined && URL.canParse(ready.url), 'the address is none')
      process.kill()
      await events.until(
        () => events.all.some((event) => event.type === 'port-closed' && event.port === 4173),
        'port-closed',
      )
    },
  },
  {
    name: 'settles everything when it is disposed of',
    needs: 'node',
    run: async (runtime) => {
      await mount(runtime)
      const process = await startWaiting(runtime)
      const exit = outcome(process.exit)
      const events = listen(runtime)
      await soon(runtime.dispose(), 'dispose')
      same(await soon(exit, 'the exit'), 'lost')
      same(await outcome(runtime.mount(new Map())), 'lost')
      same(await outcome(runtime.write([write('a.txt', 'a')])), 'lost')
      same(await outcome(runtime.spawn('node', ['exit.mjs', '0'])), 'lost')
      same(await outcome(runtime.read('dist')), 'lost')
      same(events.all, [])
      await soon(runtime.dispose(), 'a second dispose')
    },
  },
]

function write(path: string, text: string): FileChange {
  return { type: 'write', path, bytes: encodeText(text) }
}

function remove(path: string): FileChange {
  return { type: 'delete', path }
}

async function mount(
  runtime: Runtime,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<void> {
  const tree: FileTree = new Map(
    Object.entries({ ...CONTRACT_PROGRAMS, ...files }).map(([path, content]) => [
      path,
      typeof content === 'string' ? encodeText(content) : content,
    ]),
  )
  await soon(runtime.mount(tree), 'mount')
}

async function node(runtime: Runtime, ...args: string[]) {
  const process = await runtime.spawn('node', args)
  const output = readAll(process)
  const code = await soon(process.exit, 'the exit')
  return { code, output: await soon(output, 'the end of the output') }
}

/** Paths and texts below a folder, sorted. */
async function textsIn(runtime: Runtime, folder: string) {
  const files = await soon(runtime.read(folder), 'read')
  return [...files.keys()].sort().map((path) => {
    const bytes = files.get(path)
    return [path, bytes && decodeText(bytes)]
  })
}

async function startWaiting(runtime: Runtime): Promise<Process> {
  const process = await runtime.spawn('node', ['wait.mjs'])
  await soon(
    new Promise<void>((resolve) => {
      void readOutput(process, () => resolve())
    }),
    'the first output',
  )
  return process
}

async function readAll(process: Process): Promise<string> {
  let text = ''
  await readOutput(process, (chunk) => {
    text += chunk
  })
  return text
}

/** What the runtime emits from now on. */
function listen(runtime: Runtime) {
  const all: RuntimeEvent[] = []
  let look = (): void => undefined
  runtime.on((event) => {
    all.push(event)
    look()
  })
  return {
    all,
    changes: () =>
      all.flatMap((event): readonly FileChange[] =>
        event.type === 'files-changed' ? event.changes : [],
      ),
    until: (isThere: () => boolean, what: string) =>
      soon(
        new Promise<void>((resolve) => {
          look = () => {
            if (isThere()) resolve()
          }
          look()
        }),
        what,
      ),
  }
}

function textAt(changes: readonly FileChange[], path: string): string | undefined {
  const last = changes.findLast((change) => change.path === path)
  return last?.type === 'write' ? decodeText(last.bytes) : undefined
}

async function soon<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Nothing came of ${what} within ${STEP_MS / 1000} seconds.`))
    }, STEP_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** 'done', or the kind of the Failure. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    await soon(work, 'the call')
    return 'done'
  } catch (error) {
    return kindOf(error)
  }
}

function kindOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'kind' in error ? error.kind : error
}

function holds(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
}

function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`Expected ${should}, got ${is}.`)
}
