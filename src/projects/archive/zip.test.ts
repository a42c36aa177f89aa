import { deflateSync, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText, type FileTree } from '#workspace/workspace.ts'
import { rawZip, type RawEntry } from './zip-fixture.ts'
import { archiveName, readZip, zipProject } from './zip.ts'

const MB = 1024 * 1024
const text = (name: string, content = 'x'): RawEntry => ({ name, bytes: encodeText(content) })
const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 4 : byte))
/** More than `bytes` says: 64 MB of zeros in 64 KB. */
const zeros = deflateSync(new Uint8Array(64 * MB))
const small = rawZip([text('a.txt', 'some content'), text('b/c.txt')])

/** Each with a part of the reason that is given. */
const hostile: readonly (readonly [what: string, zip: Uint8Array, reason: RegExp])[] = [
  ['nothing at all', new Uint8Array(), /no list of contents/],
  ['something else', encodeText('<!doctype html>'.repeat(100)), /no list of contents/],
  ['cut', small.subarray(0, small.length - 30), /no list of contents/],
  ['cut at the front', small.subarray(30), /another place than it says/],
  ['a bomb that says so', rawZip([{ name: 'a', data: zeros, size: 64 * MB }]), /larger than 25 MB/],
  [
    'a bomb that lies about its size',
    rawZip([{ name: 'a', data: zeros, size: 1000 }]),
    /larger than it says/,
  ],
  [
    'a bomb in many parts',
    rawZip(Array.from({ length: 40 }, (_, i) => ({ name: `${i}`, data: zeros, size: 20 * MB }))),
    /more than 50 MB/,
  ],
  [
    'a bomb of entries that share their data',
    rawZip([
      { name: 'a', data: zeros, size: 20 * MB },
      { name: 'a', data: zeros, sameAs: 0 },
    ]),
    /overlap/,
  ],
  [
    '100,000 empty files, counted modulo 65,536 as zip does',
    rawZip(Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}`, method: 0 }))),
    /holds 34464 entries/,
  ],
  [
    'more entries than it counts',
    rawZip([text('a'), text('b'), text('c')], { count: 2 }),
    /lists more than it says/,
  ],
  ['fewer entries than it counts', rawZip([text('a')], { count: 2 }), /damaged list/],
  ['one part of several', rawZip([text('a')], { disk: 1 }), /several parts/],
  ['a list at another place', rawZip([text('a')], { listShift: -1 }), /another place/],
  ['zip64', rawZip([{ ...text('a'), size: 0xffffffff }]), /zip64/],
  ['zip64 by its count', rawZip([text('a')], { count: 0xffff }), /zip64/],
  ['a wrong version', rawZip([{ ...text('a'), version: 99 }]), /a compression that is not read/],
  ['another compression', rawZip([{ ...text('a'), method: 14 }]), /a compression that is not read/],
  ['encryption', rawZip([{ ...text('a'), flags: 0x0801 }]), /is encrypted/],
  ['a wrong checksum', rawZip([{ ...text('a'), crc: 1 }]), /does not match its checksum/],
  ['a flipped bit in the data', flip(small, 40), /damaged|inflated/],
  ['a cut entry', rawZip([{ ...text('a', 'abc'), data: Uint8Array.of(0x4b) }]), /inflated/],
  ['two sizes', rawZip([{ ...text('a'), method: 0, size: 7 }]), /two sizes/],
  ['less than it says', rawZip([{ ...text('a'), size: 7 }]), /smaller than it says/],
  ['another name inside', rawZip([{ ...text('a'), localName: 'b' }]), /two different things/],
  ['another size inside', rawZip([{ ...text('a'), localSize: 9 }]), /two different things/],
  ['a name in Latin-1', rawZip([{ name: Uint8Array.of(0xfc), method: 0 }]), /not UTF-8/],
  ['traversal', rawZip([text('../../.bashrc')]), /contains "\.\."/],
  ['traversal out of a skipped folder', rawZip([text('node_modules/../../x')]), /contains "\.\."/],
  ['an absolute path', rawZip([text('/etc/passwd')]), /is absolute/],
  ['a drive', rawZip([text('C:/x')]), /is absolute/],
  ['a backslash', rawZip([text('..\\x')]), /contains a backslash/],
  ['NUL', rawZip([text('a.png\0.ts')]), /NUL/],
  ['an empty name', rawZip([text('a//b')]), /empty folder or file name/],
  ['a long name', rawZip([text('a'.repeat(300))]), /longer than 255 bytes/],
  ['two files that differ in case', rawZip([text('App.ts'), text('app.ts')]), /the same on many/],
  ['two folders that differ in case', rawZip([text('A/b'), text('a/c')]), /the same on many/],
  ['two ways to write é', rawZip([text('\u00e9'), text('e\u0301')]), /the same on many/],
  ['one file twice', rawZip([text('a'), text('a')]), /"a" twice/],
  ['a file that is a folder', rawZip([text('a'), text('a/b')]), /"a" twice/],
  ['a symbolic link', rawZip([{ ...text('a', '/etc/passwd'), mode: 0o120777 }]), /a link/],
  ['a device', rawZip([{ ...text('a'), mode: 0o020666 }]), /a link or a device/],
]

describe('a hostile zip', () => {
  it.each(hostile)('is refused with the reason: %s', async (_what, zip, reason) => {
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
