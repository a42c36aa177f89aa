import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText, MAX_FILE_BYTES } from '#workspace/workspace.ts'
import type { FileChange, Origin } from '#workspace/workspace.ts'
import { createFakeRuntime } from './fake.ts'
import { createMirror } from './mirror.ts'

const write = (path: string, text: string): FileChange => ({
  type: 'write',
  path,
  bytes: encodeText(text),
})
const remove = (path: string): FileChange => ({ type: 'delete', path })

async function mounted(files: Record<string, string> = { 'a.txt': 'a0' }) {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)]))
  const workspace = createWorkspace(tree)
  const runtime = createFakeRuntime()
  const onFailure = vi.fn<(failure: Failure) => void>()
  const onSkipped = vi.fn<(path: string, failure: Failure) => void>()
  let time = 0
  const mirror = createMirror({ workspace, runtime, onFailure, onSkipped, now: () => time })
  await mirror.mount()
  const edit = (changes: FileChange[], origin: Origin = 'user') => workspace.apply(changes, origin)
  const writes = () => runtime.calls.filter((call) => call.operation === 'write')
  return {
    workspace,
    runtime,
    mirror,
    onFailure,
    onSkipped,
    edit,
    writes,
    pass: (ms: number) => (time += ms),
  }
}

describe('from the workspace to the runtime', () => {
  it('mounts everything but generated folders', async () => {
    const { runtime } = await mounted({ 'a.txt': 'a', 'dist/a.js': 'x', 'node_modules/b': 'y' })
    expect([...runtime.files().keys()]).toEqual(['a.txt'])
  })

  it('writes what changes, whoever changed it', async () => {
    const { runtime, mirror, edit } = await mounted()
    edit([write('a.txt', 'a1')], 'user')
    edit([write('src/b.txt', 'b')], 'agent')
    edit([write('c.txt', 'c')], 'restore')
    await mirror.flushed()
    expect(runtime.text('a.txt')).toBe('a1')
    expect(runtime.text('src/b.txt')).toBe('b')
    expect(runtime.text('c.txt')).toBe('c')
    edit([remove('c.txt')])
    await mirror.flushed()
    expect(runtime.text('c.txt')).toBeUndefined()
  })

  it('has one write in flight and coalesces what happens meanwhile', async () => {
    const { runtime, mirror, edit, writes } = await mounted()
    const release = runtime.hold('write')
    for (let i = 1; i <= 20; i++) edit([write('a.txt', `a${i}`), write('b.txt', `b${i}`)])
    release()
    await mirror.flushed()
    expect(runtime.text('a.txt')).toBe('a20')
    expect(runtime.text('b.txt')).toBe('b20')
    expect(writes()).toHaveLength(2)
  })

  it('writes nothing for an edit that was taken back in time', async () => {
    const { runtime, mirror, edit, writes } = await mounted({ 'a.txt': 'a0', 'b.txt': 'b0' })
    const release = runtime.hold('write')
    edit([write('b.txt', 'b1')])
    edit([write('a.txt', 'a1')])
    edit([write('a.txt', 'a0')])
    release()
    await mirror.flushed()
    expect(writes()).toMatchObject([{ changes: [{ path: 'b.txt' }] }])
  })

  it('deletes before it writes, so that a folder may become a file', async () => {
    const { mirror, edit, writes } = await mounted({ 'a/b.txt': 'b' })
    edit([remove('a/b.txt'), write('a', 'file')])
    await mirror.flushed()
    expect(writes()).toMatchObject([
      {
        changes: [
          { type: 'delete', path: 'a/b.txt' },
          { type: 'write', path: 'a' },
        ],
      },
    ])
  })

  it('flushed waits for what the workspace holds, not for what comes later', async () => {
    const { runtime, mirror, edit } = await mounted()
    const release = runtime.hold('write')
    edit([write('a.txt', 'a1')])
    const first = mirror.flushed()
    const seen: (string | undefined)[] = []
    const noted = first.then(() => seen.push(runtime.text('a.txt')))
    edit([write('a.txt', 'a2')])
    const second = mirror.flushed()
    release()
    await noted
    await second
    expect(seen[0]).toMatch(/a[12]/)
    expect(runtime.text('a.txt')).toBe('a2')
  })

  it('follows edits made while it mounts', async () => {
    const workspace = createWorkspace(new Map([['a.txt', encodeText('a0')]]))
    const runtime = createFakeRuntime()
    const release = runtime.hold('mount')
    const mirror = createMirror({ workspace, runtime, onFailure: () => undefined })
    const mounting = mirror.mount()
    workspace.apply([write('a.txt', 'a1')], 'user')
    release()
    await mounting
    await mirror.flushed()
    expect(runtime.text('a.txt')).toBe('a1')
  })
})

describe('a write that fails', () => {
  it('is tried again, with the newest bytes', async () => {
    const { runtime, mirror, edit, onFailure } = await mounted()
    runtime.fail('write', new Failure('timeout', 'slow'))
    edit([write('a.txt', 'a1')])
    edit([write('a.txt', 'a2')])
    await mirror.flushed()
    expect(runtime.text('a.txt')).toBe('a2')
    expect(onFailure).not.toHaveBeenCalled()
  })

  it('is reported after the second time and rejects those who wait', async () => {
    const { runtime, mirror, edit, onFailure } = await mounted()
    const failure = new Failure('timeout', 'slow')
    runtime.fail('write', failure, 2)
    edit([write('a.txt', 'a1')])
    await expect(mirror.flushed()).rejects.toBe(failure)
    expect(onFailure.mock.calls).toEqual([[failure]])
    await expect(mirror.flushed()).rejects.toBe(failure)
  })

  it('is not tried again when the runtime is lost', async () => {
    const { runtime, mirror, edit, onFailure } = await mounted()
    runtime.hold('write')
    edit([write('a.txt', 'a1')])
    const flushed = mirror.flushed()
    runtime.lose('frame gone')
    await expect(flushed).rejects.toMatchObject({ kind: 'lost' })
    expect(onFailure).toHaveBeenCalledTimes(1)
  })

  it('rejects a mount that fails', async () => {
    const workspace = createWorkspace(new Map([['a.txt', encodeText('a')]]))
    const runtime = createFakeRuntime()
    const failure = new Failure('timeout', 'slow')
    runtime.fail('mount', failure)
    const mirror = createMirror({ workspace, runtime, onFailure: () => undefined })
    await expect(mirror.mount()).rejects.toBe(failure)
    await expect(mirror.flushed()).rejects.toBe(failure)
  })
})

describe('from processes to the workspace', () => {
  it('takes files that processes write and delete, with origin runtime', async () => {
    const { workspace, runtime, mirror, writes } = await mounted()
    const origins: Origin[] = []
    workspace.onChange((event) => origins.push(event.origin))
    runtime.change([write('package-lock.json', '{}'), remove('a.txt')])
    expect(workspace.text('package-lock.json')).toBe('{}')
    expect(workspace.has('a.txt')).toBe(false)
    expect(origins).toEqual(['runtime'])
    await mirror.flushed()
    expect(writes()).toEqual([])
  })

  it('ignores generated folders, even when an adapter reports them', async () => {
    const { workspace, runtime } = await mounted()
    runtime.emit({ type: 'files-changed', changes: [write('node_modules/x/index.js', 'x')] })
    expect(workspace.paths()).toEqual(['a.txt'])
  })

  it('ignores the echo of its own write', async () => {
    const { workspace, runtime, mirror, edit } = await mounted()
    edit([write('a.txt', 'a1')])
    await mirror.flushed()
    runtime.emit({ type: 'files-changed', changes: [write('a.txt', 'a1')] })
    expect(workspace.text('a.txt')).toBe('a1')
    expect(workspace.store.getState().revision).toBe(1)
  })

  it('keeps a newer edit when a stale echo comes late', async () => {
    const { workspace, runtime, mirror, edit } = await mounted()
    edit([write('a.txt', 'a1')])
    await mirror.flushed()
    edit([write('a.txt', 'a2')])
    await mirror.flushed()
    runtime.emit({ type: 'files-changed', changes: [write('a.txt', 'a1')] })
    await mirror.flushed()
    expect(workspace.text('a.txt')).toBe('a2')
    expect(runtime.text('a.txt')).toBe('a2')
  })

  it('believes a process that brings back an old version later on', async () => {
    const { workspace, runtime, mirror, edit, pass } = await mounted()
    edit([write('a.txt', 'a1')])
    await mirror.flushed()
    edit([write('a.txt', 'a2')])
    await mirror.flushed()
    pass(5_001)
    runtime.change([write('a.txt', 'a1')])
    expect(workspace.text('a.txt')).toBe('a1')
  })

  it('lets the local edit win while it waits or is on its way', async () => {
    const { workspace, runtime, mirror, edit } = await mounted()
    const release = runtime.hold('write')
    edit([write('a.txt', 'mine')])
    runtime.change([write('a.txt', 'theirs')])
    edit([write('b.txt', 'mine')])
    runtime.change([write('b.txt', 'theirs')])
    release()
    await mirror.flushed()
    for (const path of ['a.txt', 'b.txt']) {
      expect(workspace.text(path)).toBe('mine')
      expect(runtime.text(path)).toBe('mine')
    }
  })

  it('goes on taking a file that processes write again and again while a write is on its way', async () => {
    const { workspace, runtime, mirror, edit } = await mounted()
    const release = runtime.hold('write')
    edit([write('other.txt', 'x')])
    runtime.change([write('log.txt', '1')])
    runtime.change([write('log.txt', '2')])
    release()
    await mirror.flushed()
    expect(workspace.text('log.txt')).toBe('2')
    expect(runtime.text('log.txt')).toBe('2')
  })

  it('takes the last word of an event that names a path twice', async () => {
    const { workspace, runtime } = await mounted()
    const changes = [write('b.txt', 'b'), remove('b.txt'), remove('a.txt'), write('a.txt', 'a9')]
    runtime.emit({ type: 'files-changed', changes })
    expect(workspace.paths()).toEqual(['a.txt'])
    expect(workspace.text('a.txt')).toBe('a9')
  })

  it('skips what the workspace cannot hold and takes the rest', async () => {
    const { workspace, runtime, onSkipped } = await mounted()
    runtime.change([
      { type: 'write', path: 'video.bin', bytes: new Uint8Array(MAX_FILE_BYTES + 1) },
      write('bad\\name', 'x'),
      write('a.txt/inside', 'x'),
      write('good.txt', 'x'),
    ])
    expect(workspace.paths()).toEqual(['a.txt', 'good.txt'])
    expect(onSkipped.mock.calls.map(([path]) => path)).toEqual([
      'video.bin',
      'bad\\name',
      'a.txt/inside',
    ])
  })
})

describe('after dispose', () => {
  it('follows neither side and rejects those who wait', async () => {
    const { workspace, runtime, mirror, edit, onFailure, writes } = await mounted()
    runtime.hold('write')
    edit([write('a.txt', 'a1')])
    const flushed = mirror.flushed()
    mirror.dispose()
    await expect(flushed).rejects.toMatchObject({ kind: 'aborted' })
    runtime.change([write('b.txt', 'b')])
    edit([write('a.txt', 'a2')])
    expect(workspace.has('b.txt')).toBe(false)
    expect(writes()).toEqual([])
    expect(onFailure).not.toHaveBeenCalled()
  })
})

describe('random interleavings', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => [seed + 1]))(
    'converge without losing an edit (seed %i)',
    async (seed) => {
      const random = generator(seed)
      const pick = <T>(list: readonly T[]): T => {
        const item = list[Math.floor(random() * list.length)]
        if (item === undefined) throw new Error('an empty list')
        return item
      }
      const paths = ['a.txt', 'src/b.txt', 'src/c.txt']
      const { workspace, runtime, mirror, edit, onFailure } = await mounted({ 'a.txt': 'start' })
      const echoes: FileChange[] = []
      const lastEdit = new Map<string, number>()
      let release = runtime.hold('write')

      for (let step = 1; step <= 60; step++) {
        const path = pick(paths)
        const action = random()
        if (action < 0.35) {
          const change =
            random() < 0.2 && workspace.has(path)
              ? remove(path)
              : write(path, `${step} ${path} by hand`)
          edit([change], pick(['user', 'agent']))
          lastEdit.set(path, step)
        } else if (action < 0.5) {
          if (random() < 0.2) runtime.change([remove(path)])
          else runtime.change([write(path, `${step} ${path} by process`)])
        } else if (action < 0.7) {
          for (const call of runtime.calls) {
            if (call.operation === 'write') echoes.push(...call.changes)
          }
          if (echoes.length > 0) {
            runtime.emit({ type: 'files-changed', changes: [pick(echoes)] })
          }
        } else if (action < 0.75) {
          release()
          await mirror.flushed()
          runtime.fail('write', new Failure('timeout', 'slow'))
          edit([write(path, `${step} ${path} by hand`)])
          lastEdit.set(path, step)
          await mirror.flushed()
          release = runtime.hold('write')
        } else {
          release()
          await mirror.flushed()
          release = runtime.hold('write')
        }
      }
      release()
      await mirror.flushed()

      expect(onFailure).not.toHaveBeenCalled()
      expect(texts(workspace.snapshot())).toEqual(texts(runtime.files()))
      for (const [path, edited] of lastEdit) {
        const text = workspace.text(path)
        if (text !== undefined) expect(Number.parseInt(text, 10)).toBeGreaterThanOrEqual(edited)
      }
    },
  )
})

function texts(files: ReadonlyMap<string, Uint8Array>) {
  const decoder = new TextDecoder()
  return Object.fromEntries([...files].sort().map(([path, bytes]) => [path, decoder.decode(bytes)]))
}

/** A small seeded generator (mulberry32), so that a failing run can be repeated. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
