import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import {
  call,
  createBench,
  failure,
  finish,
  hanging,
  historyProblems,
  text,
  type Bench,
} from './test-bench.ts'

const lastTurn = ({ conversation }: Bench) => conversation.store.getState().turns.at(-1)?.turn

async function stopQuickly(bench: Bench): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let stopped = false
  void bench.agent.stop().then(() => (stopped = true))
  await vi.advanceTimersByTimeAsync(100)
  vi.useRealTimers()
  // What began on real time may end on it; a timer of more than the 100 ms above never fires.
  await vi.waitFor(() => expect(stopped).toBe(true))
  expect(lastTurn(bench)?.status).toBe('stopped')
  expect(bench.agent.store.getState().busy).toBe(false)
  expect(bench.conversation.live.getState().part).toBeUndefined()
  expect(bench.tools().every((part) => part.result !== undefined)).toBe(true)
  // The next request is valid.
  await bench.agent.send('go on')
  expect(historyProblems(bench.requests.at(-1)?.messages ?? [])).toEqual([])
}

describe('a turn', () => {
  it('runs calls in order, sends their results and ends when nothing is called', async () => {
    const bench = createBench({ files: { 'a.txt': 'one\n' } })
    bench.answers.push(
      [
        ...text('I look first.'),
        ...call('read', { path: 'a.txt' }),
        ...call('write', { path: 'a.txt', content: 'two\n' }),
        ...call('read', { path: 'a.txt' }),
        finish('tool-calls'),
      ],
      [...text('It says two now.'), finish()],
    )
    await bench.agent.send('change it')
    expect(bench.workspace.text('a.txt')).toBe('two\n')
    expect(bench.tools().map((part) => part.result?.output)).toEqual([
      '1\tone',
      'Wrote a.txt (+1 −1 lines).',
      '1\ttwo',
    ])
    expect(bench.parts().map((part) => part.kind)).toEqual([
      'user',
      'text',
      'tool',
      'tool',
      'tool',
      'text',
    ])
    expect(lastTurn(bench)).toMatchObject({
      status: 'done',
      model: 'test-model',
      usage: { inputTokens: 20, outputTokens: 10 },
    })
    expect(historyProblems(bench.requests[1]?.messages ?? [])).toEqual([])
  })

  it('keeps instructions, tools and history as a stable prefix and puts the state last', async () => {
    const bench = createBench({ files: { 'AGENTS.md': 'Use tabs.', 'a.txt': 'x' } })
    bench.answers.push([...call('read', { path: 'a.txt' }), finish('tool-calls')])
    await bench.agent.send('look')
    const [first, second] = bench.requests
    expect(first?.instructions).toContain('Use tabs.')
    expect(second?.instructions).toBe(first?.instructions)
    expect(second?.messages.slice(0, 1)).toEqual(first?.messages.slice(0, 1))
    expect(second?.messages.at(-1)).toMatchObject({ role: 'user' })
    expect(JSON.stringify(second?.messages.at(-1))).toContain('AGENTS.md\\na.txt')
  })

  it('shows a file while it is being written', async () => {
    const bench = createBench()
    bench.answers.push([
      ...call('Write', { path: './src/a.ts', content: 'const a = "ü"\n' }),
      finish('tool-calls'),
    ])
    await bench.agent.send('write')
    const streamed = bench.events.filter((event) => event.type === 'file-stream')
    expect(new Set(streamed.map((event) => event.path))).toEqual(new Set(['src/a.ts']))
    expect(streamed.map((event) => event.delta).join('')).toBe('const a = "ü"\n')
  })

  it('refuses a second turn while one runs', async () => {
    const bench = createBench()
    bench.answers.push(hanging())
    const first = bench.agent.send('one')
    await expect(bench.agent.send('two')).rejects.toMatchObject({ kind: 'conflict' })
    await bench.agent.stop()
    await first
  })

  it('keeps what was typed when there is no model', async () => {
    const bench = createBench({
      model: () => Promise.reject(new Failure('auth', 'No key.', { hint: 'Add one.' })),
    })
    await bench.agent.send('my long wish')
    expect(bench.parts()).toMatchObject([{ kind: 'user', text: 'my long wish' }])
    expect(lastTurn(bench)).toMatchObject({
      status: 'failed',
      failure: { kind: 'auth', hint: 'Add one.' },
    })
  })

  it('tells the model of calls that it got wrong', async () => {
    const bench = createBench()
    bench.answers.push([
      { type: 'tool-call', callId: 'x', tool: 'fly', input: {}, invalid: 'there is no tool fly' },
      { type: 'tool-call', callId: 'y', tool: 'write', input: { path: 1 } },
      finish('tool-calls'),
    ])
    await bench.agent.send('fly')
    expect(bench.tools().map((part) => part.result?.status)).toEqual(['refused', 'refused'])
    expect(bench.tools()[0]?.result?.output).toBe('Not run: there is no tool fly.')
    expect(historyProblems(bench.requests[1]?.messages ?? [])).toEqual([])
  })

  it('stops after 60 steps', async () => {
    const bench = createBench()
    for (let i = 0; i < 70; i++) {
      bench.answers.push([...call('write', { path: `f${i}`, content: '' }), finish('tool-calls')])
    }
    await bench.agent.send('never end')
    expect(bench.requests).toHaveLength(60)
    expect(lastTurn(bench)).toMatchObject({ status: 'capped', failure: { kind: 'invalid' } })
  })

  it('warns at the third same call and stops at the fourth', async () => {
    const bench = createBench({ files: { a: 'x' } })
    for (let i = 0; i < 6; i++)
      bench.answers.push([...call('read', { path: 'a' }), finish('tool-calls')])
    await bench.agent.send('loop')
    const outputs = bench.tools().map((part) => part.result?.output ?? '')
    expect(outputs).toHaveLength(4)
    expect(outputs[1]).not.toContain('exactly this before')
    expect(outputs[2]).toContain('exactly this before')
    expect(lastTurn(bench)?.status).toBe('capped')
  })

  it('goes on after an answer that hit the output limit, but not for ever', async () => {
    const bench = createBench()
    bench.answers.push([...text('A long'), finish('length')])
    await bench.agent.send('talk')
    expect(JSON.stringify(bench.requests[1]?.messages.at(-1))).toContain('cut off')
    expect(lastTurn(bench)?.status).toBe('done')
    bench.answers.push(...[1, 2, 3].map(() => [...text('Long'), finish('length')]))
    await bench.agent.send('talk')
    expect(lastTurn(bench)).toMatchObject({ status: 'failed', failure: { kind: 'bad-response' } })
  })

  it('does not pass off an empty answer as done', async () => {
    const bench = createBench()
    bench.answers.push([finish()])
    await bench.agent.send('hello')
    expect(lastTurn(bench)).toMatchObject({ status: 'failed', failure: { kind: 'bad-response' } })
  })
})

describe('stop', () => {
  it('keeps the text that was there while streaming and drops an unfinished call', async () => {
    const bench = createBench()
    bench.answers.push(
      hanging(
        { type: 'text-delta', id: 't', delta: 'I will write' },
        { type: 'tool-input-start', callId: 'c', tool: 'write' },
        { type: 'tool-input-delta', callId: 'c', delta: '{"path":"a.ts","content":"ha' },
      ),
    )
    const sent = bench.agent.send('go')
    await bench.until((event) => event.type === 'file-stream')
    await stopQuickly(bench)
    await sent
    expect(bench.parts()[1]).toMatchObject({ kind: 'text', text: 'I will write' })
    expect(bench.tools()).toEqual([])
    expect(bench.workspace.has('a.ts')).toBe(false)
  })

  it('gives every call of the step a result while a command runs, and ends the command', async () => {
    const bench = createBench({ programs: { 'jsh -c': (p) => (p.print('working\n'), p.forever) } })
    bench.answers.push([
      ...call('shell', { command: 'sleep 100' }),
      ...call('write', { path: 'late', content: 'x' }),
      finish('tool-calls'),
    ])
    void bench.agent.send('go')
    await bench.until((event) => event.type === 'tool-progress')
    await stopQuickly(bench)
    expect(bench.tools().map((part) => part.result?.status)).toEqual(['stopped', 'stopped'])
    expect(bench.tools()[0]?.result?.output).toContain('working')
    expect(bench.workspace.has('late')).toBe(false)
    expect(bench.runtime.spawned[0]?.signal.aborted).toBe(true)
  })

  it('works while the runtime is not there yet', async () => {
    const bench = createBench()
    bench.host.block('hang')
    bench.answers.push([...call('shell', { command: 'ls' }), finish('tool-calls')])
    void bench.agent.send('go')
    await bench.until((event) => event.type === 'part-completed' && event.part.kind === 'tool')
    await stopQuickly(bench)
  })

  it('works while a command is being started, which is then ended', async () => {
    const bench = createBench({ programs: { 'jsh -c': (p) => p.forever } })
    const release = bench.runtime.hold('spawn')
    const spawn = vi.spyOn(bench.runtime, 'spawn')
    bench.answers.push([...call('shell', { command: 'ls' }), finish('tool-calls')])
    void bench.agent.send('go')
    await vi.waitFor(() => expect(spawn).toHaveBeenCalled())
    await stopQuickly(bench)
    release()
    await vi.waitFor(() => expect(bench.runtime.spawned[0]?.signal.aborted).toBe(true))
  })

  it('works while waiting to try again', async () => {
    const bench = createBench()
    bench.answers.push([failure('rate-limit', 'Slow down.', { retryAfterMs: 60_000 })])
    void bench.agent.send('go')
    await bench.until((event) => event.type === 'retrying')
    expect(bench.conversation.store.getState().retry).toMatchObject({ attempt: 1 })
    await stopQuickly(bench)
    expect(bench.conversation.store.getState().retry).toBeUndefined()
  })

  it('works while the model is being prepared, and keeps what was typed', async () => {
    const bench = createBench({ model: () => new Promise(() => undefined) })
    const sent = bench.agent.send('my words')
    await bench.agent.stop()
    await sent
    expect(lastTurn(bench)?.status).toBe('stopped')
    expect(bench.parts()).toMatchObject([{ kind: 'user', text: 'my words' }])
  })

  it('ends at once although the stream and its end hang', async () => {
    const bench = createBench()
    bench.answers.push(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => new Promise(() => undefined),
      }),
    }))
    void bench.agent.send('go')
    await bench.until((event) => event.type === 'step-started')
    await stopQuickly(bench)
  })
})

describe('faults', () => {
  it('tries a transient one again, visibly, and drops the unfinished text', async () => {
    vi.useFakeTimers()
    try {
      const bench = createBench()
      bench.answers.push(
        [{ type: 'text-delta', id: 't', delta: 'Half a sent' }, failure('cut-stream', 'Cut.')],
        [failure('server', 'Overloaded.')],
        [...text('A whole sentence.'), finish()],
      )
      const sent = bench.agent.send('go')
      await vi.runAllTimersAsync()
      await sent
      const retries = bench.events.filter((event) => event.type === 'retrying')
      expect(retries.map((event) => event.attempt)).toEqual([1, 2])
      expect(bench.parts().map((part) => part.kind)).toEqual(['user', 'text'])
      expect(bench.parts()[1]).toMatchObject({ text: 'A whole sentence.' })
      expect(lastTurn(bench)?.status).toBe('done')
    } finally {
      vi.useRealTimers()
    }
  })

  it('waits for the network as long as it takes', async () => {
    vi.useFakeTimers()
    try {
      const bench = createBench()
      const away = Array.from({ length: 40 }, () => [failure('offline', 'No network.')])
      // A fault that follows still has its own tries.
      bench.answers.push(...away, [failure('server', 'Overloaded.')], [...text('Back.'), finish()])
      const sent = bench.agent.send('go')
      await vi.runAllTimersAsync()
      await sent
      const retries = bench.events.filter((event) => event.type === 'retrying')
      expect(retries.map((event) => event.attempt)).toEqual(
        [...away.keys()].map((at) => at + 1).concat(1),
      )
      expect(lastTurn(bench)?.status).toBe('done')
    } finally {
      vi.useRealTimers()
    }
  })

  it('keeps a finished text of a cut answer and sends it along', async () => {
    vi.useFakeTimers()
    try {
      const bench = createBench()
      bench.answers.push([...text('I begin.'), failure('cut-stream', 'Cut.')])
      const sent = bench.agent.send('go')
      await vi.runAllTimersAsync()
      await sent
      expect(JSON.stringify(bench.requests[1]?.messages)).toContain('I begin.')
      expect(historyProblems(bench.requests[1]?.messages ?? [])).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  it('runs the calls that arrived whole in a cut answer', async () => {
    const bench = createBench()
    bench.answers.push([
      ...call('write', { path: 'a', content: 'x' }),
      failure('cut-stream', 'Cut.'),
    ])
    await bench.agent.send('go')
    expect(bench.workspace.text('a')).toBe('x')
    expect(lastTurn(bench)?.status).toBe('done')
  })

  it('gives up after a number of attempts and says why', async () => {
    vi.useFakeTimers()
    try {
      const bench = createBench()
      for (let i = 0; i < 20; i++)
        bench.answers.push([failure('server', 'Down.', { hint: 'Later.' })])
      const sent = bench.agent.send('go')
      await vi.runAllTimersAsync()
      await sent
      expect(bench.requests).toHaveLength(5)
      expect(lastTurn(bench)).toMatchObject({
        status: 'failed',
        failure: { kind: 'server', message: 'Down.', hint: 'Later.' },
      })
    } finally {
      vi.useRealTimers()
    }
  })

  it('does not try again what cannot get better, and keeps the text that came', async () => {
    const bench = createBench()
    bench.answers.push([
      { type: 'text-delta', id: 't', delta: 'Well' },
      failure('no-credit', 'Empty.'),
    ])
    await bench.agent.send('go')
    expect(bench.requests).toHaveLength(1)
    expect(bench.parts()[1]).toMatchObject({ kind: 'text', text: 'Well' })
    expect(lastTurn(bench)).toMatchObject({ status: 'failed', failure: { kind: 'no-credit' } })
  })

  it('waits as long as the provider asks, but not for an hour', async () => {
    vi.useFakeTimers()
    try {
      const bench = createBench()
      bench.answers.push([failure('rate-limit', 'Slow.', { retryAfterMs: 7000 })])
      bench.answers.push([failure('rate-limit', 'Slow.', { retryAfterMs: 3_600_000 })])
      const sent = bench.agent.send('go')
      await vi.advanceTimersByTimeAsync(6900)
      expect(bench.requests).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(400)
      await sent
      expect(bench.requests).toHaveLength(2)
      expect(lastTurn(bench)?.failure?.kind).toBe('rate-limit')
    } finally {
      vi.useRealTimers()
    }
  })

  it('survives a stream function that breaks its contract', async () => {
    const bench = createBench()
    bench.answers.push(() => {
      throw new Error('broken adapter')
    })
    await bench.agent.send('go')
    expect(lastTurn(bench)).toMatchObject({ status: 'failed', failure: { kind: 'bug' } })
  })
})

describe('a flood of deltas', () => {
  it('lets the page have its turn all along', async () => {
    // A clock by which every delta takes a millisecond.
    let time = 0
    const bench = createBench({ now: () => time++ })
    const deltas = Array.from({ length: 6_000 }, () => ({
      type: 'text-delta' as const,
      id: 't',
      delta: 'word ',
    }))
    bench.answers.push([...deltas, finish()])
    let turns = 0
    let running = true
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      turns++
      if (running) port2.postMessage(undefined)
    }
    port2.postMessage(undefined)
    await bench.agent.send('go')
    running = false
    port1.close()
    expect(bench.parts()[1]).toMatchObject({ text: 'word '.repeat(6_000) })
    // At least one turn in 50 ms on average: without yielding there is one in all.
    expect(turns).toBeGreaterThan(time / 50)
  })
})

describe('resume', () => {
  it('goes on after an interrupted turn, with a result for the call that had none', async () => {
    const first = createBench({ programs: { 'jsh -c': (p) => p.forever } })
    first.answers.push([...call('shell', { command: 'x' }, 'cut-call'), finish('tool-calls')])
    void first.agent.send('build it')
    await first.until((event) => event.type === 'part-completed' && event.part.kind === 'tool')
    const stored = first.conversation.store.getState().turns

    const second = createBench()
    second.conversation.load(stored)
    expect(lastTurn(second)?.status).toBe('interrupted')
    await second.agent.resume()
    const [request] = second.requests
    expect(historyProblems(request?.messages ?? [])).toEqual([])
    expect(JSON.stringify(request?.messages)).toContain('page reload')
    expect(JSON.stringify(request?.messages.at(-1))).toContain('Go on with it')
    expect(lastTurn(second)).toMatchObject({ status: 'done', index: 1 })
    await first.agent.stop()
  })

  it('refuses when there is nothing to go on with', async () => {
    await expect(createBench().agent.resume()).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('rewind', () => {
  const rewoundOf = (bench: Bench) =>
    bench.conversation.store.getState().turns.map(({ turn }) => turn.rewound ?? false)
  const turnIds = (bench: Bench) =>
    bench.conversation.store.getState().turns.map(({ turn }) => turn.id)

  it('is refused while a turn runs', async () => {
    const bench = createBench()
    bench.answers.push(hanging())
    void bench.agent.send('go')
    await bench.until((event) => event.type === 'step-started')
    expect(() => bench.agent.rewind(turnIds(bench), true)).toThrow('The agent is at work.')
    await bench.agent.stop()
    expect(rewoundOf(bench)).toEqual([false])
  })

  it('puts turns aside: they stay in the conversation, but no model is told of them', async () => {
    const bench = createBench()
    await bench.agent.send('first wish')
    await bench.agent.send('second wish')
    bench.agent.rewind([turnIds(bench)[1] ?? '', 'unknown'], true)
    expect(rewoundOf(bench)).toEqual([false, true])
    expect(bench.events.at(-1)).toMatchObject({
      type: 'turns-rewound',
      turns: [{ id: turnIds(bench)[1], rewound: true }],
    })
    await bench.agent.send('third wish')
    const sent = JSON.stringify(bench.requests.at(-1)?.messages)
    expect(sent).toContain('first wish')
    expect(sent).not.toContain('second wish')
    expect(lastTurn(bench)?.index).toBe(2)
  })

  it('is taken back, and tells nobody of what changes nothing', async () => {
    const bench = createBench()
    await bench.agent.send('first wish')
    bench.agent.rewind(turnIds(bench), true)
    await expect(bench.agent.resume()).rejects.toMatchObject({ kind: 'not-found' })
    bench.agent.rewind(turnIds(bench), false)
    const told = bench.events.length
    bench.agent.rewind(turnIds(bench), false)
    expect(bench.events).toHaveLength(told)
    await bench.agent.resume()
    expect(JSON.stringify(bench.requests.at(-1)?.messages)).toContain('first wish')
  })
})

describe('notes', () => {
  it('go into the first request of a turn only', async () => {
    const bench = createBench({
      files: { a: 'x' },
      notes: () => Promise.resolve(['The files were restored.']),
    })
    bench.answers.push([...call('read', { path: 'a' }), finish('tool-calls')])
    await bench.agent.send('go')
    expect(bench.requests.map(({ messages }) => JSON.stringify(messages.at(-1)))).toEqual([
      expect.stringContaining('The files were restored.'),
      expect.not.stringContaining('The files were restored.'),
    ])
  })
})
