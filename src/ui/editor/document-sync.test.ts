import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Failure } from '#failure.ts'
import { createWorkspace, encodeText, MAX_FILE_BYTES } from '#workspace/workspace.ts'
import { createDocumentSync, FLUSH_DELAY, MAX_DELAY, type Clash } from './document-sync.ts'
import type { TextChange } from './merge.ts'

const path = 'src/App.tsx'
const lines = (...each: string[]) => each.join('\n')
const start = lines('one', '', '', '', 'five', '', '', '', '', 'ten', '')

function open(text = start) {
  const workspace = createWorkspace(new Map([[path, encodeText(text)]]))
  let doc = text.replaceAll('\r\n', '\n')
  const changes: TextChange[] = []
  const clashes: Clash[] = []
  const refusals: Failure[] = []
  const waits: boolean[] = []
  let closed = 0
  const sync = createDocumentSync(workspace, path, {
    text: () => doc,
    change(change) {
      changes.push(change)
      doc = doc.slice(0, change.from) + change.insert + doc.slice(change.to)
    },
    clashed: (clash) => clashes.push(clash),
    refused: (failure) => refusals.push(failure),
    closed: () => closed++,
    waiting: (isWaiting) => waits.push(isWaiting),
  })
  return {
    workspace,
    sync,
    changes,
    clashes,
    refusals,
    waits,
    get doc() {
      return doc
    },
    get closed() {
      return closed
    },
    type(text: string) {
      doc = text
      sync.edited()
    },
    agentWrites(text: string) {
      workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'agent')
    },
  }
}

describe('document sync', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('writes typing that does not rest once a second', () => {
    const file = open()
    let text = ''
    for (let typed = 0; typed < MAX_DELAY - 100; typed += 100) {
      file.type((text += 'a'))
      vi.advanceTimersByTime(100)
    }
    expect(file.workspace.text(path)).toBe(start)
    file.type((text += 'b'))
    vi.advanceTimersByTime(100)
    expect(file.workspace.text(path)).toBe(text)
  })

  it('says when typed text waits, and when it is written or given up', () => {
    const file = open()
    file.type('a')
    file.type('ab')
    expect(file.waits).toEqual([true])
    vi.advanceTimersByTime(FLUSH_DELAY)
    expect(file.waits).toEqual([true, false])
    file.type('abc')
    file.sync.take({ origin: 'agent', theirs: 'other' })
    expect(file.waits).toEqual([true, false, true, false])
  })

  it('writes typing as one change by the user once it rests', () => {
    const file = open()
    const origins: string[] = []
    file.workspace.onChange((event) => origins.push(event.origin))
    file.type('a')
    vi.advanceTimersByTime(FLUSH_DELAY - 1)
    file.type('ab')
    vi.advanceTimersByTime(FLUSH_DELAY)
    expect(file.workspace.text(path)).toBe('ab')
    expect(origins).toEqual(['user'])
    expect(file.changes).toEqual([])
  })

  it('writes at once when it is closed', () => {
    const file = open()
    file.type('typed')
    file.sync.dispose()
    expect(file.workspace.text(path)).toBe('typed')
  })

  it('takes a foreign change in as the smallest change', () => {
    const file = open()
    file.agentWrites(start.replace('five', 'fiver'))
    expect(file.changes).toEqual([{ from: 11, to: 11, insert: 'r' }])
    expect(file.doc).toBe(file.workspace.text(path))
  })

  it('joins typing with a change elsewhere in the file', async () => {
    const file = open()
    file.type(start.replace('one', 'ONE'))
    file.agentWrites(start.replace('ten', 'TEN'))
    await Promise.resolve()
    expect(file.doc).toBe(start.replace('one', 'ONE').replace('ten', 'TEN'))
    expect(file.workspace.text(path)).toBe(file.doc)
    expect(file.clashes).toEqual([])
  })

  it('keeps what was typed when both changed the same line, and can take the other version', async () => {
    const file = open()
    const mine = start.replace('five', 'mine')
    const theirs = start.replace('five', 'theirs')
    file.type(mine)
    file.agentWrites(theirs)
    await Promise.resolve()
    expect(file.workspace.text(path)).toBe(mine)
    expect(file.clashes).toEqual([{ origin: 'agent', theirs }])
    const [clash] = file.clashes
    if (clash) file.sync.take(clash)
    expect(file.doc).toBe(theirs)
    expect(file.workspace.text(path)).toBe(theirs)
  })

  it('keeps what was typed when the file was deleted', async () => {
    const file = open()
    file.type('typed')
    file.workspace.apply([{ type: 'delete', path }], 'agent')
    await Promise.resolve()
    expect(file.workspace.text(path)).toBe('typed')
    expect(file.clashes).toEqual([{ origin: 'agent', theirs: undefined }])
  })

  it('says so when an untouched file goes', () => {
    const file = open()
    file.workspace.apply([{ type: 'delete', path }], 'runtime')
    expect(file.closed).toBe(1)
  })

  it('tells the other listeners about both changes in order', async () => {
    const file = open()
    const seen: number[] = []
    file.workspace.onChange((event) => seen.push(event.revision))
    file.type(start.replace('one', 'ONE'))
    file.agentWrites(start.replace('ten', 'TEN'))
    await Promise.resolve()
    expect(seen).toEqual([1, 2])
  })

  it('keeps Windows line ends', () => {
    const file = open('a\r\nb\r\n')
    file.type('a\nc\n')
    file.sync.flush()
    expect(file.workspace.text(path)).toBe('a\r\nc\r\n')
  })

  it('follows line ends that were changed elsewhere', () => {
    const file = open('a\r\nb\r\n')
    file.agentWrites('a\nb\n')
    file.type('a\nc\n')
    file.sync.flush()
    expect(file.workspace.text(path)).toBe('a\nc\n')
  })

  it('says why a text was refused and tries again', () => {
    const file = open()
    file.type('x'.repeat(MAX_FILE_BYTES + 1))
    file.sync.flush()
    expect(file.refusals.map((failure) => failure.kind)).toEqual(['invalid'])
    file.type('fits')
    file.sync.flush()
    expect(file.workspace.text(path)).toBe('fits')
  })
})
