import { readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText, type Workspace } from '#workspace/workspace.ts'
import { createHistory } from './create-history.ts'
import { exportRepository, type GitRepository } from './git-repository.ts'
import type { History } from './history.ts'
import { createMemoryStorage, type MemoryHistoryStorage } from './memory-storage.ts'
import { packObject } from './objects.ts'

let storage: MemoryHistoryStorage
let workspace: Workspace
let history: History
const NOW = 1_700_000_002_500
const exported: GitRepository[] = []

beforeEach(() => {
  storage = createMemoryStorage()
  open({ 'index.html': '<p>\n' })
})
afterEach(async () => {
  await history.close()
  for (const repository of exported.splice(0)) repository.remove()
})

/** A page that opens the project with these files. */
function open(files: Readonly<Record<string, string>>): void {
  workspace = createWorkspace(
    new Map(Object.entries(files).map(([name, text]) => [name, encodeText(text)])),
  )
  history = createHistory({
    storage,
    workspace,
    now: () => NOW,
    thumbnail: () => 'a picture',
  })
}

function filesNow(): Record<string, string | undefined> {
  return Object.fromEntries(workspace.paths().map((name) => [name, workspace.text(name)]))
}

function write(file: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? encodeText(content) : content
  workspace.apply([{ type: 'write', path: file, bytes }], 'user')
}

function remove(file: string): void {
  workspace.apply([{ type: 'delete', path: file }], 'user')
}

async function textsOf(version: string): Promise<Record<string, string>> {
  const files = await history.files(version)
  return Object.fromEntries(
    [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  )
}

function repository(): GitRepository {
  const made = exportRepository(storage.gitFiles())
  exported.push(made)
  return made
}

/** What git finds wrong, also when it only prints it. */
const fsck = () => repository().git('fsck', '--strict', '--no-progress')

const causes = async () => (await history.list({ limit: 100 })).map(({ cause }) => cause.type)
const save = (name: string) => history.keep({ type: 'saved', name })
const full = new Failure('storage', 'It is full.', { hint: 'Make room.' })

describe('keeping versions', () => {
  it('makes the first one of whatever there is, also of nothing', async () => {
    open({})
    const start = await history.keep({ type: 'start' })
    expect(start).toMatchObject({ number: 1, parents: [], changes: { files: 0 } })
    expect(await textsOf(start.id)).toEqual({})
    expect(fsck()).toBe('')
  })

  it('calls the first one a start when the agent begins on it', async () => {
    await history.keep({ type: 'before-turn', turnId: 't1' })
    expect(await causes()).toEqual(['start'])
  })

  it('makes none when nothing changed, unless somebody saves one', async () => {
    const start = await history.keep({ type: 'start' })
    expect(await history.keep({ type: 'turn', turnId: 't', title: 'Do nothing' })).toBe(start)
    write('index.html', 'x')
    write('index.html', '<p>\n')
    expect(await history.keep({ type: 'before-turn', turnId: 't' })).toBe(start)
    const saved = await save('Good')
    expect(saved).toMatchObject({ number: 2, parents: [start.id], tree: start.tree })
    expect(history.store.getState()).toMatchObject({ head: saved, revision: 2, keeping: false })
  })

  it('tells what changed, in files and lines', async () => {
    await history.keep({ type: 'start' })
    write('src/app.ts', 'one\ntwo\nthree\n')
    write('logo.png', new Uint8Array([0, 1, 2]))
    expect((await save('a')).changes).toEqual({ files: 2, added: 3, removed: 0 })
    write('src/app.ts', 'one\n2\nthree\nfour\n')
    remove('index.html')
    expect(await save('b')).toMatchObject({
      changes: { files: 2, added: 2, removed: 2 },
      thumbnail: 'a picture',
      cause: { type: 'saved', name: 'b' },
    })
  })

  it('counts a file that is rewritten all over without comparing every line', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`)
    write('data.csv', lines.join('\n'))
    await history.keep({ type: 'start' })
    write('data.csv', lines.map((line, i) => (i % 2 ? line : `${line}!`)).join('\n'))
    expect((await save('all')).changes).toEqual({ files: 1, added: 10_000, removed: 10_000 })
    write('data.csv', 'x'.repeat(2 * 1024 * 1024))
    expect((await save('huge')).changes).toEqual({ files: 1, added: 0, removed: 0 })
  })

  it('keeps the files as they were at the call, though a version is being written', async () => {
    const release = storage.hold()
    const start = history.keep({ type: 'start' })
    write('a', 'first')
    const first = save('first')
    write('a', 'second')
    const second = save('second')
    write('a', 'third')
    release()
    await start
    expect((await textsOf((await first).id))['a']).toBe('first')
    expect((await textsOf((await second).id))['a']).toBe('second')
    expect((await textsOf((await save('third')).id))['a']).toBe('third')
    expect((await history.list({ limit: 2 })).map(({ number }) => number)).toEqual([4, 3])
    expect((await history.list({ limit: 9, before: 3 })).map(({ number }) => number)).toEqual([
      2, 1,
    ])
  })

  it('leaves out what is no project file, and lets it be', async () => {
    workspace.apply([{ type: 'write', path: 'dist/app.js', bytes: encodeText('x') }], 'runtime')
    write('.GIT/config', 'x')
    write('GIT~1/hooks', 'x')
    const start = await history.keep({ type: 'start' })
    expect(Object.keys(await textsOf(start.id))).toEqual(['index.html'])
    write('index.html', 'changed')
    await history.restore(start.id, { turns: 0 })
    expect(workspace.has('dist/app.js')).toBe(true)
    expect(workspace.has('.GIT/config')).toBe(true)
    expect(fsck()).toBe('')
  })
})

describe('a failed write', () => {
  it('is told, and the next version contains what it would have', async () => {
    const start = await history.keep({ type: 'start' })
    storage.fail(full)
    write('a', '1')
    await expect(save('lost?')).rejects.toBe(full)
    expect(history.store.getState()).toMatchObject({
      head: start,
      keeping: false,
      failure: { message: 'It is full.', hint: 'Make room.' },
    })
    write('b', '2')
    await expect(history.restore(start.id, { turns: 0 })).rejects.toBe(full)
    expect(filesNow()).toMatchObject({ a: '1', b: '2' })

    storage.fail(undefined)
    const kept = await history.keep({ type: 'before-turn', turnId: 't' })
    expect(await textsOf(kept.id)).toEqual({ a: '1', b: '2', 'index.html': '<p>\n' })
    expect(kept).toMatchObject({ number: 2, changes: { files: 2 } })
    expect(history.store.getState().failure).toBeUndefined()
    expect(fsck()).toBe('')
  })

  it('of the reading at the start is tried again', async () => {
    const head = vi.spyOn(storage, 'head').mockRejectedValueOnce(full)
    open({ a: '1' })
    await vi.waitFor(() => expect(history.store.getState().failure).toBeDefined())
    const start = await history.keep({ type: 'start' })
    expect(await textsOf(start.id)).toEqual({ a: '1' })
    expect(head).toHaveBeenCalledTimes(2)
  })

  it('says that a page without https cannot keep versions', async () => {
    vi.stubGlobal('crypto', {})
    try {
      open({ a: '1' })
      await expect(save('x')).rejects.toMatchObject({ kind: 'unsupported' })
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('opening again', () => {
  it('goes on from the newest version, with what was changed since and not kept', async () => {
    write('a', '1')
    const first = await save('first')
    open({ 'index.html': '<p>\n<b>\n', b: 'new' })
    write('c', 'typed while it is being compared')
    const next = await history.keep({ type: 'before-turn', turnId: 't' })
    expect(next).toMatchObject({
      number: 2,
      parents: [first.id],
      changes: { files: 4, added: 3, removed: 1 },
    })
    expect(await textsOf(next.id)).toEqual(filesNow())
    open(filesNow() as Record<string, string>)
    expect(await history.keep({ type: 'before-turn', turnId: 't2' })).toEqual(next)
  })

  it('takes a commit that came from elsewhere for the first version', async () => {
    const commit = await save('elsewhere')
    const refs = new Map(storage.refsByName)
    const objects = new Map(storage.objects)
    storage = createMemoryStorage()
    await storage.write({ objects, checkpoints: [], refs, branch: 'main' })
    open({ 'index.html': '<p>\n' })
    const start = await history.keep({ type: 'start' })
    expect(start).toMatchObject({ id: commit.id, number: 1, cause: { type: 'start' } })
    expect(await history.keep({ type: 'start' })).toBe(start)
  })

  it('writes all anew when the newest version is damaged, and refuses that one with its reason', async () => {
    write('src/a', '1')
    const broken = await save('broken')
    storage.objects.delete(broken.tree)
    open({ 'index.html': '<p>\n', 'src/a': '1' })
    const next = await save('mended')
    expect(await textsOf(next.id)).toEqual({ 'index.html': '<p>\n', 'src/a': '1' })
    expect(next.parents).toEqual([broken.id])
  })
})

describe('damage', () => {
  it('is refused with its reason', async () => {
    const { id, tree } = await save('one')
    const original = storage.objects.get(tree) ?? new Uint8Array()
    const refused = async (bytes: Uint8Array | undefined, why: string) => {
      if (bytes) storage.objects.set(tree, bytes)
      else storage.objects.delete(tree)
      await expect(history.files(id)).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining(why) as string,
      })
    }
    await refused(undefined, 'it is missing')
    await refused(original.slice(0, 9), 'it cannot be unpacked')
    await refused(encodeText('no zlib'), 'it cannot be unpacked')
    await refused(
      await packObject({ type: 'blob', body: encodeText('x') }),
      'does not fit its name',
    )
    const zeros = new Uint8Array(40 * 1024 * 1024)
    await refused(await packObject({ type: 'blob', body: zeros }), 'it is too large')
    storage.objects.set(tree, original)
    await expect(history.files(tree)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(history.files('0'.repeat(40))).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('comparing', () => {
  it('gives the files that differ, in path order', async () => {
    const first = await history.keep({ type: 'start' })
    write('z', 'new')
    write('index.html', '<b>\n')
    const second = await save('second')
    remove('z')
    write('a/deep/file', 'typed')
    const texts = async (from: string, to: string) =>
      (await history.compare(from, to)).map(({ path: file, before, after }) => [
        file,
        before && Buffer.from(before).toString(),
        after && Buffer.from(after).toString(),
      ])
    expect(await texts(first.id, second.id)).toEqual([
      ['index.html', '<p>\n', '<b>\n'],
      ['z', undefined, 'new'],
    ])
    expect(await texts(second.id, 'now')).toEqual([
      ['a/deep/file', undefined, 'typed'],
      ['z', 'new', undefined],
    ])
    expect(await texts('now', 'now')).toEqual([])
    expect(await history.list({ limit: 9 })).toHaveLength(2)
  })
})

describe('restoring', () => {
  it('brings a version back, and what was there before is a version, too', async () => {
    write('src/a', '1')
    const first = await save('first')
    remove('src/a')
    write('src', 'now a file')
    const second = await save('second')
    write('index.html', 'typed')
    const events: number[] = []
    workspace.onChange(({ changes }) => events.push(changes.length))

    const { checkpoint, before } = await history.restore(first.id, { turns: 3, rewound: ['t3'] })
    expect(filesNow()).toEqual({ 'index.html': '<p>\n', 'src/a': '1' })
    expect(events).toEqual([3])
    expect(before).toMatchObject({ parents: [second.id], cause: { type: 'before-restore' } })
    expect(checkpoint).toMatchObject({
      parents: [before.id],
      tree: first.tree,
      cause: { type: 'restored', from: first.id, paths: undefined, turns: 3, rewound: ['t3'] },
    })

    await history.restore(before.id, { turns: 3 })
    expect(filesNow()).toEqual({ 'index.html': 'typed', src: 'now a file' })
    expect(fsck()).toBe('')
  })

  it('of some files leaves the others, and deletes those that the version does not have', async () => {
    write('a', '1')
    const first = await save('first')
    write('a', '2')
    write('b', '2')
    write('c', '2')
    const { checkpoint } = await history.restore(first.id, { turns: 0, paths: ['a', 'b'] })
    expect(filesNow()).toEqual({ a: '1', c: '2', 'index.html': '<p>\n' })
    expect(await textsOf(checkpoint?.id ?? '')).toEqual(filesNow())
  })

  it('of what is there already makes no version', async () => {
    const first = await save('first')
    expect(await history.restore(first.id, { turns: 0 })).toEqual({
      checkpoint: undefined,
      before: first,
    })
  })

  it('loses nothing that is typed while it runs', async () => {
    const first = await save('first')
    write('index.html', 'changed')
    const release = storage.hold()
    const restored = history.restore(first.id, { turns: 0 })
    const { keeping } = history.store.getState()
    await vi.waitFor(() => expect(history.store.getState().keeping).toBe(true))
    expect(keeping).toBe(false)
    write('index.html', 'typed meanwhile')
    release()
    const { before } = await restored
    expect(filesNow()).toEqual({ 'index.html': '<p>\n' })
    expect(await textsOf(before.id)).toEqual({ 'index.html': 'typed meanwhile' })
  })

  it('does not go on for ever when something writes files all the time', async () => {
    const first = await save('first')
    write('index.html', 'changed')
    let writes = 0
    vi.spyOn(storage, 'missing').mockImplementation(async (ids) => {
      write('busy.log', `line ${writes++}`)
      return [...ids]
    })
    await expect(history.restore(first.id, { turns: 0 })).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect(workspace.text('index.html')).toBe('changed')
  })

  it('of a version that is not there changes nothing', async () => {
    await save('first')
    await expect(history.restore('f'.repeat(40), { turns: 0 })).rejects.toMatchObject({
      kind: 'not-found',
    })
    expect(await causes()).toEqual(['saved'])
    expect(history.store.getState().failure).toBeUndefined()
  })
})

describe('branches and tags', () => {
  it('refuse names that git refuses, and those that are taken', async () => {
    for (const name of [
      '',
      'a b',
      '-a',
      'a..b',
      'a.lock',
      '/a',
      'a//b',
      'HEAD',
      'a~',
      '.a',
      'a.',
    ]) {
      await expect(history.createBranch(name)).rejects.toMatchObject({ kind: 'invalid' })
      await expect(history.createTag(name)).rejects.toMatchObject({ kind: 'invalid' })
    }
    await history.createBranch('try/dark')
    for (const name of ['main', 'try/dark', 'try', 'try/dark/er']) {
      await expect(history.createBranch(name)).rejects.toMatchObject({ kind: 'conflict' })
    }
  })

  it('agree with git about names', async () => {
    await save('first')
    const { git } = repository()
    const accepts = (name: string) => {
      try {
        git('check-ref-format', '--branch', name)
        return true
      } catch {
        return false
      }
    }
    const names = [
      'x',
      'x/y',
      '@x',
      'x@{1}',
      'x@',
      'ü',
      'x\u007f',
      'x\\y',
      'x[',
      'x*',
      'x?',
      'x:y',
      'x^',
      '.x/y',
    ]
    for (const name of [...names, 'x/.y', 'x/', 'x.lock/y', 'x/y.lock', '-', 'x-', 'a.b', '🙂']) {
      const created = await history.createBranch(name).then(
        () => true,
        (error: unknown) => error instanceof Failure && error.kind === 'conflict',
      )
      expect([name, created]).toEqual([name, accepts(name)])
    }
  })

  it('lead to their own files', async () => {
    const first = await save('first')
    await history.createBranch('other')
    write('index.html', 'on main')
    await history.switchBranch('other')
    expect(filesNow()).toEqual({ 'index.html': '<p>\n' })
    expect(history.store.getState()).toMatchObject({
      branch: 'other',
      head: { id: first.id, number: 3, cause: { type: 'switched', branch: 'other' } },
    })
    write('index.html', 'on other')
    const other = await save('other')
    expect(other).toMatchObject({ branch: 'other', parents: [first.id] })
    await history.switchBranch('main')
    expect(filesNow()).toEqual({ 'index.html': 'on main' })
    await expect(history.switchBranch('nope')).rejects.toMatchObject({ kind: 'not-found' })

    await history.createTag('v1', first.id)
    expect(await history.tags()).toEqual([{ name: 'v1', commit: first.id }])
    expect((await history.branches()).map(({ name }) => name)).toEqual(['main', 'other'])
    open({ 'index.html': 'on main' })
    await vi.waitFor(() => expect(history.store.getState().head?.branch).toBe('main'))
    expect(fsck()).toBe('')
  })
})

describe('what a remote gave', () => {
  it('is advanced to, unless something changed in the meantime', async () => {
    const base = await save('base')
    await history.createBranch('theirs')
    await history.switchBranch('theirs')
    write('new', 'theirs')
    const theirs = await save('theirs')
    await history.switchBranch('main')
    const pulled = { type: 'pulled', remote: 'origin', title: 'New' } as const

    await expect(history.advance(theirs.id, theirs.id, pulled)).rejects.toMatchObject({
      kind: 'conflict',
    })
    write('mine', 'not kept')
    await expect(history.advance(theirs.id, base.id, pulled)).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect(filesNow()).toEqual({ 'index.html': '<p>\n', mine: 'not kept' })
    remove('mine')
    const head = await history.advance(theirs.id, base.id, pulled)
    expect(head).toMatchObject({ id: theirs.id, branch: 'main', changes: { files: 1, added: 1 } })
    expect(filesNow()).toEqual({ 'index.html': '<p>\n', new: 'theirs' })
  })

  it('is merged into a commit of two parents', async () => {
    await save('base')
    await history.createBranch('theirs')
    await history.switchBranch('theirs')
    write('theirs', '1')
    const theirs = await save('theirs')
    await history.switchBranch('main')
    write('mine', '1')
    const mine = await save('mine')
    const files = new Map([
      ['mine', encodeText('1')],
      ['theirs', encodeText('1')],
    ])
    const merged = await history.merge(theirs.id, files, {
      type: 'pulled',
      remote: 'origin',
      title: 'Merge',
    })
    expect(merged.parents).toEqual([mine.id, theirs.id])
    expect(filesNow()).toEqual({ mine: '1', theirs: '1' })
    const { git } = repository()
    expect(git('fsck', '--strict', '--no-progress')).toBe('')
    expect(git('log', '--format=%s', '--first-parent')).toBe('Merge\nmine\nbase\n')
  })
})

describe('the real git', () => {
  it('finds nothing to complain of, and the same files', async () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)
    for (const name of [
      'a.txt',
      'a/b',
      'a-b',
      'a0',
      'a b/c d.txt',
      'ü/ñ.md',
      '🙂.ts',
      '\uff01.ts',
    ]) {
      write(name, `content of ${name}\n`)
    }
    write('empty', '')
    write('binary.png', bytes)
    await history.keep({ type: 'start' })
    workspace.apply(
      [
        { type: 'delete', path: 'a/b' },
        { type: 'write', path: 'a/moved', bytes: encodeText('content of a/b\n') },
        { type: 'delete', path: 'a0' },
      ],
      'agent',
    )
    const title = 'Move things\nand \0 more '
    await history.keep({ type: 'turn', turnId: 't1', title })

    const { git, folder } = repository()
    expect(git('fsck', '--strict', '--no-progress')).toBe('')
    git('checkout', '--quiet', '--force', 'main')
    for (const name of workspace.paths()) {
      expect([...readFileSync(path.join(folder, name))]).toEqual([...(workspace.bytes(name) ?? [])])
    }
    expect(git('status', '--porcelain')).toBe('')
    expect(git('log', '-1', '--format=%an <%ae> %at %ai%n%B')).toBe(
      'Tabsmith <tabsmith@localhost> 1700000002 2023-11-14 22:13:22 +0000\n' +
        'Move things and more\n\nTabsmith-Cause: turn\nTabsmith-Turn: t1\n\n',
    )
    expect(git('diff', '--name-status', '-M', 'HEAD~1', 'HEAD')).toBe('R100\ta/b\ta/moved\nD\ta0\n')
  })

  it('gives trees that hold links, scripts and submodules, which stay as they are', async () => {
    const { git, folder } = repository()
    writeFileSync(path.join(folder, 'run.sh'), 'echo\n')
    chmodSync(path.join(folder, 'run.sh'), 0o755)
    git('add', 'run.sh')
    const link = git('rev-parse', ':run.sh').trim()
    git('update-index', '--add', '--cacheinfo', `120000,${link},link`)
    git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},module`)
    git('update-index', '--add', '--cacheinfo', `100644,${link},dist/app.js`)
    const commit = ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'x']
    git(...commit)
    const head = git('rev-parse', 'HEAD').trim()
    for (const line of git('rev-list', '--objects', '--all').trim().split('\n')) {
      const id = line.slice(0, 40)
      const file = path.join(folder, '.git/objects', id.slice(0, 2), id.slice(2))
      storage.objects.set(id, readFileSync(file))
    }
    storage.refsByName.set('refs/heads/main', head)
    open({ 'run.sh': 'echo\n' })
    expect((await history.keep({ type: 'start' })).id).toBe(head)
    write('run.sh', 'echo changed\n')
    await save('changed')

    const back = repository()
    back.git('checkout', '--quiet', '--force', 'main')
    expect(statSync(path.join(back.folder, 'run.sh')).mode & 0o111).not.toBe(0)
    expect(back.git('ls-tree', 'HEAD').replace(/[0-9a-f]{40}/g, 'id')).toBe(
      '040000 tree id\tdist\n120000 blob id\tlink\n160000 commit id\tmodule\n100755 blob id\trun.sh\n',
    )
  })

  it('reads a thousand versions', async () => {
    for (let i = 0; i < 1000; i++) {
      write(`src/file-${i % 50}.ts`, `version ${i}\n`)
      await history.keep({ type: 'turn', turnId: `t${i}`, title: `Turn ${i}` })
    }
    const { git } = repository()
    expect(git('fsck', '--strict', '--no-progress')).toBe('')
    expect(git('rev-list', '--count', 'HEAD').trim()).toBe('1000')
  }, 60_000)
})

describe('the cost of a version', () => {
  it('does not grow with the number of files', async () => {
    const costOf = async (count: number) => {
      const names = Array.from({ length: count }, (_, i) => `src/part-${i % 20}/file-${i}.ts`)
      storage = createMemoryStorage()
      open(Object.fromEntries(names.map((name) => [name, name])))
      await history.keep({ type: 'start' })
      const hash = vi.spyOn(crypto.subtle, 'digest')
      const read = vi.spyOn(storage, 'object')
      write('src/part-3/file-3.ts', 'changed')
      await save('one file')
      const cost = {
        hashed: hash.mock.calls.length,
        read: read.mock.calls.length,
        written: storage.writes.at(-1)?.objects.size,
      }
      hash.mockRestore()
      return cost
    }
    // A blob, three trees and a commit.
    expect(await costOf(40)).toEqual({ hashed: 5, read: 0, written: 5 })
    expect(await costOf(2000)).toEqual({ hashed: 5, read: 0, written: 5 })
  })
})
