import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { existingPaths, importChanges } from './add-files.ts'
import { readFolder, type IncomingEntry, type IncomingFile, type IncomingFolder } from './folder.ts'

const MB = 1024 * 1024
const options = { stripTop: true, secrets: 'skip' } as const

function file(path: string, content: string | Uint8Array = path): IncomingFile {
  const bytes = typeof content === 'string' ? encodeText(content) : content
  return { kind: 'file', path, size: bytes.length, read: () => Promise.resolve(bytes) }
}

function folder(path: string, ...entries: IncomingEntry[]): IncomingFolder {
  return { kind: 'folder', path, list: () => Promise.resolve(entries) }
}

const unlisted = (path: string) => ({ ...folder(path), list: vi.fn(() => Promise.resolve([])) })

describe('a folder that comes in', () => {
  it('gives its files without the folder itself, binaries as they are', async () => {
    const photo = Uint8Array.of(0, 255, 1)
    const { files, name, skipped } = await readFolder(
      [folder('app', file('app/a.ts'), folder('app/img', file('app/img/x.png', photo)))],
      options,
    )
    expect(files).toEqual(
      new Map([
        ['a.ts', encodeText('app/a.ts')],
        ['img/x.png', photo],
      ]),
    )
    expect(name).toBe('app')
    expect(skipped).toEqual([])
  })

  it('is not entered where only tools write, and says so', async () => {
    const closed = [unlisted('app/node_modules'), unlisted('app/.git'), unlisted('app/dist')]
    const root = folder('app', ...closed, file('app/a.ts'), file('app/.DS_Store'), file('app/.env'))
    const { files, skipped } = await readFolder([root], options)
    expect([...files.keys()]).toEqual(['a.ts'])
    for (const { list } of closed) expect(list).not.toHaveBeenCalled()
    expect(skipped.map((line) => line.split(':')[0])).toEqual([
      'app/.DS_Store',
      'node_modules',
      '.git',
      'dist',
      '.env',
    ])
  })

  it('keeps its name when other things were dropped beside it', async () => {
    const { files, name } = await readFolder(
      [folder('src', file('src/a.ts')), unlisted('node_modules')],
      options,
    )
    expect([...files.keys()]).toEqual(['src/a.ts'])
    expect(name).toBeUndefined()
  })

  it('may bring one’s own .env along', async () => {
    const { files } = await readFolder([file('.env')], { ...options, secrets: 'take' })
    expect([...files.keys()]).toEqual(['.env'])
  })

  it('may hold 2,000 files in many folders, and tells how far it is', async () => {
    const folders = Array.from({ length: 40 }, (_, i) =>
      folder(`app/${i}`, ...Array.from({ length: 50 }, (_, j) => file(`app/${i}/${j}.ts`))),
    )
    const onProgress = vi.fn()
    const { files } = await readFolder([folder('app', ...folders)], { ...options, onProgress })
    expect(files.size).toBe(2_000)
    expect(onProgress).toHaveBeenLastCalledWith(2_000, 2_000)
  })

  const large = (path: string) => ({ ...file(path), size: 20 * MB })
  const loop = (path: string): IncomingFolder => ({
    kind: 'folder',
    path,
    list: () => Promise.resolve([loop(`${path}/again`)]),
  })
  it.each<[string, IncomingEntry[], RegExp]>([
    ['a file that is too large', [{ ...file('a'), size: 26 * MB }], /larger than 25 MB/],
    ['too much together', [large('a'), large('b'), large('c')], /more than 50 MB/],
    [
      'files that grew meanwhile',
      ['a', 'b', 'c'].map((path) => ({ ...file(path, new Uint8Array(20 * MB)), size: 1 })),
      /more than 50 MB/,
    ],
    ['too many files', Array.from({ length: 10_001 }, (_, i) => file(`${i}`)), /more than 10000/],
    ['a whole disk', Array.from({ length: 100_001 }, (_, i) => file(`${i}`)), /more than 100000/],
    ['a folder that leads into itself', [loop('a')], /longer than 1024 bytes/],
    ['a path that leaves it', [file('../x')], /contains "\.\."/],
    ['names that are one on some disks', [file('a'), file('A')], /the same on many disks/],
  ])('is refused with %s', async (_what, entries, reason) => {
    await expect(readFolder(entries, options)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(reason) as unknown,
    })
  })

  it('that cannot be read says what of it', async () => {
    const gone = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
    const reading = readFolder([{ ...file('a.ts'), read: gone }], options)
    await expect(reading).rejects.toMatchObject({
      kind: 'not-found',
      message: '“a.ts” could not be read.',
    })
    const listing = readFolder([{ ...folder('src'), list: gone }], options)
    await expect(listing).rejects.toMatchObject({
      kind: 'not-found',
      message: '“src” could not be read.',
    })
  })

  it('can be stopped', async () => {
    const stop = new AbortController()
    stop.abort()
    const reading = readFolder([file('a')], { ...options, signal: stop.signal })
    await expect(reading).rejects.toBeInstanceOf(Failure)
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' })
  })
})

describe('files that are added to an open project', () => {
  const workspace = createWorkspace(
    new Map([
      ['img/logo.png', encodeText('old')],
      ['img/logo-2.png', encodeText('other')],
      ['img/same.png', encodeText('same')],
      ['.gitignore', encodeText('old')],
    ]),
  )
  const arriving = new Map([
    ['logo.png', encodeText('new')],
    ['same.png', encodeText('same')],
    ['fresh.png', encodeText('fresh')],
  ])
  const changed = (existing: 'replace' | 'keep-both' | 'skip') =>
    importChanges(workspace, arriving, 'img', existing).map(({ path }) => path)

  it('replace, stand beside or leave alone what is there', () => {
    expect(existingPaths(workspace, arriving, 'img')).toEqual(['img/logo.png'])
    expect(changed('replace')).toEqual(['img/logo.png', 'img/fresh.png'])
    expect(changed('keep-both')).toEqual(['img/logo-3.png', 'img/fresh.png'])
    expect(changed('skip')).toEqual(['img/fresh.png'])
  })

  it('keep both also where a name has no ending, and never take each other’s names', () => {
    const files = new Map([
      ['.gitignore', encodeText('new')],
      ['.gitignore-2', encodeText('newer')],
    ])
    const changes = importChanges(workspace, files, '', 'keep-both')
    expect(changes.map(({ path }) => path)).toEqual(['.gitignore-3', '.gitignore-2'])
    workspace.apply(changes, 'user')
    expect(workspace.text('.gitignore')).toBe('old')
  })
})
