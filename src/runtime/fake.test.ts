import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { readOutput } from './command.ts'
import { describeRuntimeContract } from './contract.ts'
import { createFakeBoot, createFakeRuntime } from './fake.ts'
import type { FakeProgram } from './fake.ts'
import type { RuntimeEvent } from './runtime.ts'

/** What contract-cases.ts has as real programs. */
const programs: Record<string, FakeProgram> = {
  'node print.mjs': (p) => {
    const text = p.read(p.args[1] ?? '')
    if (text === undefined) return 1
    p.print(text)
  },
  'node exit.mjs': (p) => Number(p.args[1]),
  'node write.mjs': (p) => {
    for (const path of p.args.slice(1)) p.write(path, 'made by a program')
  },
  'node remove.mjs': (p) => {
    for (const path of p.paths()) {
      if (path.startsWith(`${p.args[1] ?? ''}/`)) p.delete(path)
    }
  },
  'node echo.mjs': (p) => {
    p.onInput((text) => {
      p.print(`got ${text}`)
      p.exit(0)
    })
    return p.forever
  },
  'node wait.mjs': (p) => {
    p.print('waiting')
    return p.forever
  },
  'node env.mjs': (p) => {
    p.print(`${p.options.env?.CONTRACT ?? ''} ${p.options.cwd ?? ''}`)
  },
  'node serve.mjs': (p) => {
    p.listen(Number(p.args[1]))
    return p.forever
  },
}

describeRuntimeContract('fake', () => Promise.resolve(createFakeRuntime({ programs })))

describe('the fake runtime', () => {
  it('chooses the program whose key covers most words of the line', async () => {
    const runtime = createFakeRuntime({
      programs: { npm: () => 1, 'npm run': () => 2, 'npm run dev': () => 3 },
    })
    const code = async (...args: string[]) => (await runtime.spawn('npm', args)).exit
    expect(await code('run', 'dev', '--host')).toBe(3)
    expect(await code('run', 'device')).toBe(2)
    expect(await code('ci')).toBe(1)
  })

  it('fails and holds calls to order', async () => {
    const runtime = createFakeRuntime({ programs })
    const failure = new Failure('timeout', 'slow')
    runtime.fail('spawn', failure)
    await expect(runtime.spawn('node', ['exit.mjs', '0'])).rejects.toBe(failure)
    const release = runtime.hold('write')
    let written = false
    const writing = runtime.write([]).then(() => {
      written = true
    })
    await Promise.resolve()
    expect(written).toBe(false)
    release()
    await writing
  })

  it('ends a program that throws with exit code 1 and its message', async () => {
    const runtime = createFakeRuntime({
      programs: {
        bad: () => {
          throw new Error('boom')
        },
      },
    })
    const process = await runtime.spawn('bad', [])
    let output = ''
    await readOutput(process, (chunk) => (output += chunk))
    expect(output).toContain('boom')
    expect(await process.exit).toBe(1)
  })

  it('tells of its loss once, and of nothing after it', async () => {
    const runtime = createFakeRuntime({ programs })
    const events: RuntimeEvent[] = []
    runtime.on((event) => events.push(event))
    const process = await runtime.spawn('node', ['serve.mjs', '80'])
    runtime.lose('gone')
    runtime.lose('again')
    runtime.emit({ type: 'port-closed', port: 80 })
    expect(events.map(({ type }) => type)).toEqual(['server-ready', 'lost'])
    await expect(process.exit).rejects.toMatchObject({ kind: 'lost', message: 'gone' })
  })
})

describe('the fake boot', () => {
  const options = (signal = new AbortController().signal) => ({
    signal,
    onProgress: () => undefined,
  })

  it('hangs until it is stopped', async () => {
    const stop = new AbortController()
    const boot = createFakeBoot('hang')(options(stop.signal))
    stop.abort()
    await expect(boot).rejects.toMatchObject({ kind: 'aborted' })
  })

  it('is refused by a function that throws', async () => {
    const failure = new Failure('unreachable', 'no')
    const boot = createFakeBoot(() => {
      throw failure
    })
    await expect(boot(options())).rejects.toBe(failure)
  })
})
