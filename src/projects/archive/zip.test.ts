import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText, type FileTree } from '#workspace/workspace.ts'
import { hostileZips } from './hostile-cases.ts'
import { rawZip, text } from './zip-fixture.ts'
import { archiveName, readZip, zipProject } from './zip.ts'

const MB = 1024 * 1024

describe('a hostile zip', () => {
  it.each(hostileZips)('is refused with the reason: %s', async (_what, zip, reason) => {
    const refused = await readZip(zip).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Failure)
    expect(refused).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(reason) as unknown,
    })
    expect((refused as Failure).hint).toMatch(/^Nothing was changed/)
  })

  it('that is too large is not even read', async () => {
    const blob = new Blob([])
    Object.defineProperty(blob, 'size', { value: 51 * MB })
    await expect(readZip(blob)).rejects.toThrow(/larger than 50 MB/)
  })

  it('pollutes nothing by its names', async () => {
    const { files } = await readZip(rawZip([text('__proto__/x'), text('constructor'), text('b')]))
    expect([...files.keys()]).toEqual(['__proto__/x', 'constructor', 'b'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('inside a zip is a file like others: nothing unpacks it', async () => {
    const inner = zipSync({ a: zipSync({ zeros: new Uint8Array(MB) }) })
    const { files } = await readZip(rawZip([{ name: 'inner.zip', bytes: inner }]))
    expect(files.get('inner.zip')).toEqual(inner)
  })

  it('of any kind is refused or gives a valid project', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1e9)
    const random = mulberry(seed)
    const below = (limit: number) => Math.floor(random() * limit)
    const base = rawZip([text('a/b.txt', 'content '.repeat(20)), text('a/c'), text('a/d/e', 'e')])
    for (let round = 0; round < 3_000; round++) {
      const zip = base.slice(0, random() < 0.2 ? below(base.length) : base.length)
      for (let change = below(4); change >= 0 && zip.length > 0; change--) {
        zip[below(zip.length)] = below(256)
      }
      try {
        const { files } = await readZip(zip)
        createWorkspace(files) // throws when a rule is broken
      } catch (error) {
        const told = error instanceof Failure && error.kind === 'invalid'
        if (!told) throw new Error(`SEED=${seed}, round ${round}`, { cause: error })
      }
    }
  })
})

describe('a zip that comes in', () => {
  it('loses its one top folder, and what is no source', async () => {
    const zip = rawZip([
      { name: 'my-app-main/', method: 0, mode: 0o040755 },
      text('my-app-main/index.html', '<p>'),
      text('my-app-main/src/App.tsx'),
      text('my-app-main/node_modules/a/index.js'),
      { ...text('my-app-main/node_modules/.bin/a'), mode: 0o120777 },
      text('my-app-main/dist/index.html'),
      text('my-app-main/.git/hooks/post-checkout', 'rm -rf /'),
      text('my-app-main/.GIT/config'),
      text('my-app-main/src/.env.local', 'KEY=1'),
      text('my-app-main/.DS_Store'),
      text('__MACOSX/my-app-main/._index.html'),
    ])
    const { files, skipped, name } = await readZip(zip)
    expect([...files.keys()]).toEqual(['index.html', 'src/App.tsx'])
    expect(name).toBe('my-app-main')
    expect(skipped).toEqual([
      'my-app-main/.DS_Store: left by the operating system',
      '__MACOSX: left by the operating system',
      'node_modules (2 files): made by tools, not part of a project',
      'dist: made by tools, not part of a project',
      '.git: made by tools, not part of a project',
      '.GIT: made by tools, not part of a project',
      'src/.env.local: may hold secrets; if it is yours, add it to the files of the project',
    ])
  })

  it('keeps its folders when there are several, and binaries as they are', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * i) >> 3)
    const zip = zipSync({ 'a/x.png': [bytes, { level: 0 }], 'b/y.png': bytes })
    const { files, name } = await readZip(new Blob([zip]))
    expect(files).toEqual(
      new Map([
        ['a/x.png', bytes],
        ['b/y.png', bytes],
      ]),
    )
    expect(name).toBeUndefined()
  })

  it('may be empty', async () => {
    expect((await readZip(rawZip([]))).files.size).toBe(0)
  })
})

describe('a project as a zip', () => {
  const files: FileTree = new Map([
    ['src/main.ts', encodeText('export {}')],
    ['index.html', encodeText('<p>')],
    ['empty', new Uint8Array()],
    ['ünï/日本.txt', encodeText('ok')],
    ['photo.jpg', Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5)],
  ])

  it('comes back byte for byte', async () => {
    const zip = await zipProject(files, 'Habits')
    const back = await readZip(zip)
    expect(back.name).toBe('Habits')
    expect(back.skipped).toEqual([])
    expect(back.files).toEqual(new Map([...files].sort()))
  })

  it('is the same for the same files, whatever their order', async () => {
    const bytes = async (tree: FileTree) =>
      new Uint8Array(await (await zipProject(tree, 'Habits')).arrayBuffer())
    expect(await bytes(new Map([...files].reverse()))).toEqual(await bytes(files))
  })

  it('is read by others, in one folder', async () => {
    const zip = new Uint8Array(await (await zipProject(files, 'Habits')).arrayBuffer())
    expect(Object.keys(unzipSync(zip)).every((path) => path.startsWith('Habits/'))).toBe(true)
  })

  it('keeps a lone folder of the project and 2,000 files', async () => {
    const many = new Map(
      Array.from({ length: 2_000 }, (_, i) => [`src/${i}.ts`, encodeText(`${i}`)] as const),
    )
    const { files: back } = await readZip(await zipProject(many, 'dist'))
    expect(back.size).toBe(2_000)
    expect(back.has('src/0.ts')).toBe(true)
  })

  it('has a name that every system takes', () => {
    expect(archiveName('My app: the "best" <one>?')).toBe('My app- the -best- -one')
    expect(archiveName('..')).toBe('project')
    expect(archiveName('Größe/日本')).toBe('Größe-日本')
  })
})

/** mulberry32: 32 bits of state, good enough to choose bytes. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
