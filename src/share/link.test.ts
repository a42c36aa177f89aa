import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import { createRandom, recipes, template, treeOf, type Random } from './fixtures.ts'
import { encodeLink, readLink, type SharedProject } from './link.ts'

const reactTs = { id: 'react-ts', version: '38d799c7', files: template('react-ts') }

async function loadReactTs(id: string, version: string): Promise<FileTree> {
  if (id === reactTs.id && version === reactTs.version) return reactTs.files
  throw new Failure('not-found', `There is no template "${id}" of version ${version}.`)
}

function edited(base: FileTree, path: string, from: string, to: string): FileTree {
  const text = new TextDecoder().decode(base.get(path))
  expect(text).toContain(from)
  return new Map([...base, [path, encodeText(text.replace(from, to))]])
}

/** Makes the link of a project, opens it, and compares every byte. */
async function roundTrip(
  files: FileTree,
  withTemplate: boolean,
): Promise<{ payload: string; shared: SharedProject }> {
  const project = { name: 'Cookbook', files, template: withTemplate ? reactTs : undefined }
  const { payload, leftOut } = await encodeLink(project)
  expect(leftOut).toEqual([])
  const shared = await readLink(payload, loadReactTs)
  expect([...shared.files.keys()].sort()).toEqual([...files.keys()].sort())
  for (const [path, bytes] of files) {
    expect(Buffer.compare(bytes, shared.files.get(path) ?? new Uint8Array()), path).toBe(0)
  }
  return { payload, shared }
}

describe('a link', () => {
  it('with one edited line is within 300 characters', async () => {
    const files = edited(reactTs.files, 'src/App.tsx', '<h1>', '<h1 className="greeting">')
    const { payload, shared } = await roundTrip(files, true)
    expect(payload.length).toBeLessThanOrEqual(300)
    expect(shared).toMatchObject({
      name: 'Cookbook',
      template: { id: 'react-ts', version: reactTs.version },
      changed: [{ path: 'src/App.tsx', size: files.get('src/App.tsx')?.length }],
      deleted: [],
    })
  })

  it('with six changed files, 25 KB of source, is within 7,300 characters', async () => {
    const changes = recipes()
    const bytes = [...changes.values()].reduce((sum, { length }) => sum + length, 0)
    expect([changes.size, Math.round(bytes / 1000)]).toEqual([6, 25])
    const { payload } = await roundTrip(new Map([...reactTs.files, ...changes]), true)
    expect(payload.length).toBeLessThanOrEqual(7300)
  })

  it('tells an added package by the lines that it adds to the lockfile', async () => {
    const entry = `    "node_modules/zustand": {
      "version": "5.0.3",
      "integrity": "sha512-14fwWQtU3pH4dE0dOpdMiWjddcH+QzKIgk1cl8epwSE7yag43k/AD/m4L6+K7DytAOr9gGBe3/EXj9g7cdostg==",
      "license": "MIT"
    },
`
    const anchor = '    "node_modules/vite": {'
    const files = edited(reactTs.files, 'package-lock.json', anchor, entry + anchor)
    const { payload } = await roundTrip(files, true)
    expect(payload.length).toBeLessThanOrEqual(400)
  })

  it('carries a whole project where there is no template', async () => {
    const { shared } = await roundTrip(recipes(), false)
    expect(shared.template).toBeUndefined()
    expect(shared.changed.map(({ path }) => path)).toEqual([...recipes().keys()].sort())
  })

  it('tells deleted files, and leaves nothing of them', async () => {
    const files = new Map(reactTs.files)
    files.delete('src/App.css')
    files.delete('public/favicon.svg')
    const { shared } = await roundTrip(files, true)
    expect(shared.deleted).toEqual(['public/favicon.svg', 'src/App.css'])
  })

  it('keeps what is not text, line ends, empty files and a byte order mark', async () => {
    const files = new Map([
      ...reactTs.files,
      ['public/logo.png', createRandom(1).bytes(2000)],
      ['src/App.css', encodeText('a {\r\n}\r\n')],
      ['src/App.tsx', encodeText('\ufeffexport default 1')],
      ['src/empty.ts', new Uint8Array()],
    ] as const)
    await roundTrip(files, true)
  })

  it('never carries secrets, git and what tools make, and says so', async () => {
    const kept = treeOf({ 'src/a.ts': 'a', '.gitignore': 'dist', 'src/environment.ts': 'b' })
    const secret = ['.env', '.env.local', 'server/.ENV.production', '.Git/hooks/pre-commit']
    const made = ['dist/a.js', 'node_modules/a/index.js']
    const files = new Map([
      ...kept,
      ...treeOf(Object.fromEntries([...secret, ...made].map((path) => [path, 'KEY=1']))),
    ])
    const { payload, leftOut } = await encodeLink({ name: '', files })
    expect(leftOut).toEqual([...secret, ...made].sort())
    const shared = await readLink(payload, loadReactTs)
    expect([...shared.files.keys()].sort()).toEqual([...kept.keys()].sort())
  })

  it('has a name of one honest line', async () => {
    const name = ` Cook\u202ebook\n${'🥞'.repeat(80)} `
    const { payload } = await encodeLink({ name, files: treeOf({ a: '' }) })
    const shared = await readLink(payload, loadReactTs)
    expect(shared.name).toBe(`Cook book ${'🥞'.repeat(50)}`)
  })

  it('that was made with the first format opens today', async () => {
    const shared = await readLink(FIRST_FORMAT, async () => FIRST_TEMPLATE)
    expect(shared.name).toBe('First')
    expect([...shared.files]).toEqual([...FIRST_FILES])
    const template = { id: 'first', version: '1', files: FIRST_TEMPLATE }
    const { payload } = await encodeLink({ name: 'First', template, files: FIRST_FILES })
    expect(payload).toBe(FIRST_FORMAT)
  })
})

describe('a project that no link can hold is refused:', () => {
  const large = createRandom(2).bytes(129 * 1024)
  it.each<[string, FileTree, string]>([
    ['too large', new Map([['a', large]]), 'it differs from its template by more than 128 KB'],
    [
      '100,000 files',
      new Map(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, new Uint8Array()])),
      'it differs from its template by more than 128 KB',
    ],
    [
      '2,001 files',
      new Map(Array.from({ length: 2001 }, (_, i) => [`f${i}`, new Uint8Array()])),
      'it holds 2001 files, and links hold at most 2000',
    ],
    [
      'names that collide',
      treeOf({ 'src/App.tsx': '', 'src/app.tsx': '' }),
      '"src/app.tsx" and "src/App.tsx" are the same on some computers',
    ],
  ])('%s', async (_, files, reason) => {
    await expect(encodeLink({ name: 'x', files })).rejects.toMatchObject({
      kind: 'invalid',
      message: `This project cannot become a link: ${reason}.`,
      hint: expect.stringContaining('zip') as string,
    })
  })
})

/** A random project: some of the template's files as they are, edited, rewritten or gone, and new ones. */
function randomProject(random: Random): FileTree {
  const files = new Map<string, Uint8Array>()
  const words = ['const', 'export', '\n', '\r\n', ' ', '{', '}', 'é', '🥞', '\0', 'div']
  const text = (length: number) =>
    encodeText(Array.from({ length }, () => random.pick(words)).join(''))
  for (const [path, bytes] of reactTs.files) {
    const fate = random.number(5)
    if (fate < 2) files.set(path, bytes)
    else if (fate === 2) {
      const at = random.number(bytes.length)
      files.set(path, Uint8Array.from([...bytes.slice(0, at), ...text(3), ...bytes.slice(at)]))
    } else if (fate === 3) files.set(path, text(random.number(40)))
  }
  for (let left = random.number(8); left > 0; left--) {
    const path = `${random.pick(['src', 'öffentlich', 'a b', '__proto__'])}/${random.number(1000)}.x`
    files.set(path, random.number(2) === 0 ? text(60) : random.bytes(random.number(300)))
  }
  return files
}

describe('random projects come back byte by byte', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => [seed + 1]))('(seed %i)', async (seed) => {
    const random = createRandom(seed)
    await roundTrip(randomProject(random), random.number(3) > 0)
  })
})

/** Anything that changes this payload makes the links unreadable that people have: see link.ts. */
const FIRST_FORMAT =
  'AUkecpih0jgFZmlyc3QBMfqHoa-OAf_xKs5Vvl-6Em4wxInRCLhvujHIMbZoDHJuRhWpdrcs6n_s8hmyxloKEA'
const FIRST_TEMPLATE = treeOf({
  'index.html': '<script type="module" src="/src/main.ts"></script>\n',
  'src/main.ts': "import './style.css'\n\ndocument.body.textContent = 'Hello'\n",
  'src/style.css': 'body {\n  margin: 0;\n}\n',
})
const FIRST_FILES = treeOf({
  'index.html': '<script type="module" src="/src/main.ts"></script>\n',
  'src/main.ts':
    "import './style.css'\n\ndocument.body.textContent = 'Hello from the first link'\n",
  'src/style.css': 'body {\n  margin: 0 auto;\n}\n',
})
