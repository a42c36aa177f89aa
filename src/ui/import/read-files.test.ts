import { describe, expect, it, vi } from 'vitest'
import { decodeText } from '#workspace/workspace.ts'
import type { TaskTools } from '../use-task.ts'
import { readDropped, readFiles, readForProject } from './read-files.ts'

const tools: TaskTools = { signal: new AbortController().signal, report: () => undefined }

function file(path: string): FileSystemEntry {
  return entry(path, { isFile: true, file: (found: FileCallback) => found(new File([path], path)) })
}

/** A browser lists a folder in portions, here of one, and ends with an empty one. */
function folder(path: string, ...children: FileSystemEntry[]): FileSystemEntry {
  return entry(path, {
    isDirectory: true,
    createReader: () => {
      const left = [...children]
      return { readEntries: (found: FileSystemEntriesCallback) => found(left.splice(0, 1)) }
    },
  })
}

function entry(path: string, rest: object): FileSystemEntry {
  return { fullPath: `/${path}`, isFile: false, isDirectory: false, ...rest } as FileSystemEntry
}

function unreadable(path: string): FileSystemEntry {
  const gone = new DOMException('gone', 'NotFoundError')
  return entry(path, { isFile: true, file: (_: FileCallback, fail: ErrorCallback) => fail(gone) })
}

const texts = (files: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, decodeText(bytes)]))

describe('what is dropped', () => {
  it.each([
    ['by itself', [unreadable('a.ts')]],
    ['beside others', [file('b.ts'), unreadable('a.ts')]],
  ])('names a file that cannot be read, dropped %s', async (_how, dropped) => {
    await expect(readDropped(dropped, tools)).rejects.toMatchObject({
      kind: 'not-found',
      message: '“a.ts” could not be read.',
    })
  })

  it('keeps the folder src when node_modules was dropped beside it', async () => {
    const packages = folder('node_modules', file('node_modules/x.js'))
    const { files, name } = await readDropped([folder('src', file('src/a.ts')), packages], tools)
    expect(texts(files)).toEqual({ 'src/a.ts': 'src/a.ts' })
    expect(name).toBeUndefined()
  })

  it('comes without its one folder, all portions of it', async () => {
    const inner = folder('app/img', file('app/img/x.png'), file('app/img/y.png'))
    const { files, name } = await readDropped(
      [folder('app', file('app/a.ts'), inner, file('app/.env'))],
      tools,
    )
    expect([...files.keys()]).toEqual(['a.ts', 'img/x.png', 'img/y.png', '.env'])
    expect(name).toBe('app')
  })

  it('takes what the browser gives as a bare file into an open project', async () => {
    const { files } = await readForProject([new File(['x'], 'picture.png')])
    expect([...files.keys()]).toEqual(['picture.png'])
  })

  it('keeps its folder in a project that is open', async () => {
    const { files } = await readForProject([folder('img', file('img/x.png'))])
    expect(texts(files)).toEqual({ 'img/x.png': 'img/x.png' })
  })
})

describe('what is chosen', () => {
  it('comes without the chosen folder, and tells how far it is', async () => {
    const chosen = Object.assign(new File(['hi'], 'a.ts'), { webkitRelativePath: 'app/src/a.ts' })
    const report = vi.fn()
    const { files, name } = await readFiles([chosen], { ...tools, report })
    expect(texts(files)).toEqual({ 'src/a.ts': 'hi' })
    expect(name).toBe('app')
    expect(report).toHaveBeenLastCalledWith({ words: 'Reading 1 of 1 files…', done: 1 })
  })
})
