import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import {
  MAX_FILES,
  MAX_FILE_BYTES,
  createWorkspace,
  decodeText,
  encodeText,
  moveChanges,
  sameBytes,
  type ChangeEvent,
  type FileChange,
  type Workspace,
} from './workspace.ts'

const write = (path: string, text = path): FileChange => ({
  type: 'write',
  path,
  bytes: encodeText(text),
})
const remove = (path: string): FileChange => ({ type: 'delete', path })

function workspaceOf(...paths: string[]): Workspace {
  return createWorkspace(new Map(paths.map((path) => [path, encodeText(path)])))
}

function thrownBy(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}

describe('apply', () => {
  it('writes, replaces and deletes, and tells what was and what is', () => {
    const workspace = workspaceOf('a', 'b')
    const event = workspace.apply([write('a', 'new'), remove('b'), write('c')], 'agent')
    expect(event?.origin).toBe('agent')
    expect(event?.revision).toBe(1)
    expect(event?.changes.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
    expect(event?.changes.map(({ before }) => before && decodeText(before))).toEqual([
      'a',
      'b',
      undefined,
    ])
    expect(workspace.paths()).toEqual(['a', 'c'])
    expect(workspace.text('a')).toBe('new')
    expect(workspace.bytes('b')).toBeUndefined()
    expect(workspace.has('b')).toBe(false)
  })

  it('changes nothing when one change is refused', () => {
    const workspace = workspaceOf('a', 'folder/b')
    const before = workspace.snapshot()
    const heard = vi.fn()
    workspace.onChange(heard)
    const bytes = workspace.bytes('a')
    expect(() =>
      workspace.apply(
        [write('a', 'new'), remove('folder/b'), write('folder'), write('../out')],
        'agent',
      ),
    ).toThrow(Failure)
    expect(workspace.snapshot()).toEqual(before)
    expect(workspace.bytes('a')).toBe(bytes)
    expect(workspace.store.getState()).toEqual({ revision: 0, shape: 0 })
    expect(heard).not.toHaveBeenCalled()
    // The folder counts were rolled back too.
    expect(thrownBy(() => workspace.apply([write('folder')], 'user')).message).toContain('folder')
    workspace.apply([write('folder/c')], 'user')
  })

  it('drops changes that change nothing and keeps the old bytes', () => {
    const workspace = workspaceOf('a')
    const bytes = workspace.bytes('a')
    expect(workspace.apply([write('a'), write('t'), remove('t')], 'runtime')).toBeUndefined()
    expect(workspace.bytes('a')).toBe(bytes)
    expect(workspace.store.getState().revision).toBe(0)
  })

  it('joins several changes of one file into one', () => {
    const workspace = workspaceOf()
    const event = workspace.apply([write('a', '1'), write('a', '2')], 'user')
    expect(event?.changes).toHaveLength(1)
    expect(workspace.text('a')).toBe('2')
  })

  it('lets a file become a folder in one step', () => {
    const workspace = workspaceOf('a')
    workspace.apply([remove('a'), write('a/b')], 'user')
    expect(workspace.paths()).toEqual(['a/b'])
  })

  it('refuses a bad path, a missing file and files that would be folders', () => {
    const workspace = workspaceOf('a/b')
    expect(thrownBy(() => workspace.apply([write('/x')], 'user')).kind).toBe('invalid')
    expect(thrownBy(() => workspace.apply([remove('x')], 'user')).kind).toBe('not-found')
    expect(thrownBy(() => workspace.apply([remove('a')], 'user')).kind).toBe('not-found')
    expect(thrownBy(() => workspace.apply([write('a')], 'user')).message).toContain('is a folder')
    expect(thrownBy(() => workspace.apply([write('a/b/c')], 'user')).message).toContain(
      'a/b is a file',
    )
  })

  it('refuses what would never reach the runtime, but lets it be restored and deleted', () => {
    const workspace = workspaceOf('src/a.ts')
    for (const origin of ['agent', 'user'] as const) {
      const refused = thrownBy(() => workspace.apply([write('src/coverage/List.tsx')], origin))
      expect(refused.kind).toBe('invalid')
      expect(refused.message).toContain('folders named "coverage"')
    }
    expect(
      thrownBy(() => workspace.apply(moveChanges(workspace, 'src', 'dist'), 'user')).message,
    ).toContain('"dist"')
    expect(workspace.paths()).toEqual(['src/a.ts'])
    expect(workspace.apply([write('dist/a.js')], 'restore')).toBeDefined()
    expect(workspace.apply([remove('dist/a.js')], 'user')).toBeDefined()
  })

  it('refuses a file that is too large and a file too many', () => {
    const workspace = createWorkspace(
      new Map(Array.from({ length: MAX_FILES }, (_, i) => [`f${i}`, new Uint8Array()])),
    )
    expect(thrownBy(() => workspace.apply([write('one-more')], 'user')).message).toContain(
      'at most',
    )
    workspace.apply([write('f0', 'still fine')], 'user')
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1)
    expect(
      thrownBy(() => workspace.apply([{ type: 'write', path: 'f0', bytes }], 'user')).message,
    ).toContain('larger than 25 MB')
  })
})

describe('listeners', () => {
  it('hear one event for a batch, until they leave', () => {
    const workspace = workspaceOf()
    const heard = vi.fn()
    const leave = workspace.onChange(heard)
    workspace.apply([write('a'), write('b')], 'user')
    leave()
    workspace.apply([write('c')], 'user')
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('all see the events in order when one of them changes files itself', () => {
    const workspace = workspaceOf()
    const seen: number[] = []
    workspace.onChange((event) => {
      if (event.revision === 1) workspace.apply([write('b')], 'runtime')
    })
    workspace.onChange((event) => seen.push(event.revision))
    workspace.apply([write('a')], 'user')
    expect(seen).toEqual([1, 2])
  })

  it('give the author of a change its own event though a subscriber changed more', () => {
    const workspace = workspaceOf()
    const stop = workspace.store.subscribe(() => {
      stop()
      workspace.apply([write('b')], 'runtime')
    })
    expect(workspace.apply([write('a')], 'user')?.revision).toBe(1)
    expect(workspace.store.getState().revision).toBe(2)
  })

  it('do not break a change, nor each other, by throwing', () => {
    const workspace = workspaceOf()
    const later: (() => void)[] = []
    vi.stubGlobal('queueMicrotask', (task: () => void) => later.push(task))
    const heard: ChangeEvent[] = []
    workspace.onChange(() => {
      throw new Error('broken listener')
    })
    workspace.onChange((event) => heard.push(event))
    expect(workspace.apply([write('a')], 'user')).toBeDefined()
    vi.unstubAllGlobals()
    expect(heard).toHaveLength(1)
    expect(later[0]).toThrow('broken listener')
  })
})

describe('views', () => {
  it('keep the list of paths until the set of paths changes', () => {
    const workspace = workspaceOf('b', 'a', 'B')
    const paths = workspace.paths()
    expect(paths).toEqual(['B', 'a', 'b'])
    workspace.apply([write('a', 'new')], 'user')
    expect(workspace.paths()).toBe(paths)
    expect(workspace.store.getState()).toEqual({ revision: 1, shape: 0 })
    workspace.apply([write('c')], 'user')
    expect(workspace.paths()).not.toBe(paths)
    expect(workspace.store.getState()).toEqual({ revision: 2, shape: 1 })
  })

  it('take a snapshot that later changes do not touch', () => {
    const workspace = workspaceOf('a')
    const snapshot = workspace.snapshot()
    workspace.apply([remove('a')], 'user')
    expect([...snapshot.keys()]).toEqual(['a'])
  })

  it('begin with given files only if they keep the rules', () => {
    expect(() => workspaceOf('a', 'a/b')).toThrow('a is a file')
    expect(() => workspaceOf('../a')).toThrow(Failure)
  })
})

describe('text', () => {
  it('is undefined for binary files', () => {
    expect(decodeText(new Uint8Array([65, 0, 66]))).toBeUndefined()
    expect(decodeText(new Uint8Array([0xff, 0xfe, 65]))).toBeUndefined()
    expect(decodeText(new Uint8Array())).toBe('')
  })

  it('keeps a byte order mark and every line end', () => {
    const text = '\ufeffa\r\nb\n'
    expect(decodeText(encodeText(text))).toBe(text)
    expect(encodeText(text).length).toBe(3 + 5)
  })

  it('compares bytes by content', () => {
    expect(sameBytes(encodeText('a'), encodeText('a'))).toBe(true)
    expect(sameBytes(encodeText('a'), encodeText('b'))).toBe(false)
    expect(sameBytes(encodeText('a'), undefined)).toBe(false)
    expect(sameBytes(undefined, undefined)).toBe(true)
  })
})

describe('moveChanges', () => {
  const move = (workspace: Workspace, from: string, to: string) => {
    workspace.apply(moveChanges(workspace, from, to), 'user')
    return workspace.paths()
  }

  it('renames a file and a folder with everything in it', () => {
    expect(move(workspaceOf('a', 'ab'), 'a', 'x/y')).toEqual(['ab', 'x/y'])
    const workspace = workspaceOf('src/a', 'src/b/c', 'src2/d')
    expect(move(workspace, 'src', 'lib')).toEqual(['lib/a', 'lib/b/c', 'src2/d'])
    expect(workspace.text('lib/b/c')).toBe('src/b/c')
  })

  it('moves a folder to the place of its own parent', () => {
    expect(move(workspaceOf('a/b/b', 'a/b/c'), 'a/b', 'a')).toEqual(['a/b', 'a/c'])
    expect(move(workspaceOf('a/b/b/c', 'a/b/c'), 'a/b', 'a')).toEqual(['a/b/c', 'a/c'])
  })

  it('refuses what is missing, taken, or inside itself', () => {
    const workspace = workspaceOf('a', 'b', 'src/c')
    expect(thrownBy(() => moveChanges(workspace, 'x', 'y')).kind).toBe('not-found')
    expect(thrownBy(() => moveChanges(workspace, 'a', 'b')).kind).toBe('conflict')
    expect(thrownBy(() => moveChanges(workspace, 'src', 'src/inner')).kind).toBe('invalid')
    expect(() => move(workspace, 'a', 'src')).toThrow('src is a folder')
    expect(workspace.paths()).toEqual(['a', 'b', 'src/c'])
  })
})
