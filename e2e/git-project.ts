import 'fake-indexeddb/auto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createHistory } from '../src/history/create-history.ts'
import type { History } from '../src/history/history.ts'
import type { GitFiles } from '../src/history/history-storage.ts'
import type { GitNetwork, GitRemotes } from '../src/publish/git/git.ts'
import { createGitRemotes } from '../src/publish/git/remote.ts'
import { createDatabase } from '../src/storage/database.ts'
import { createGitFiles } from '../src/storage/git-files.ts'
import { createHistoryStorage } from '../src/storage/history-storage.ts'
import { createProjectsStore } from '../src/storage/projects-store.ts'
import {
  createWorkspace,
  encodeText,
  type FileTree,
  type Workspace,
} from '../src/workspace/workspace.ts'
import { fsck, runGit } from './git-server.ts'

/** A project as the app has it open, with its real storage and history, in plain Node. */
export interface GitProject {
  readonly workspace: Workspace
  readonly history: History
  readonly files: GitFiles
  readonly remotes: GitRemotes
  write(path: string, content: string | Uint8Array): void
  delete(path: string): void
  /** What `git fsck --strict` says of its repository; empty when all is well. */
  fsck(): Promise<string>
}

export const network: GitNetwork = {
  fetch: (...args) => globalThis.fetch(...args),
  online: () => true,
  auth: async () => undefined,
}

let opened = 0

/** The store of a project that has neither files nor versions. */
export async function emptyStore() {
  const id = `p${++opened}`
  const database = createDatabase(`git-${id}`)
  const record = { id, name: id, template: '', createdAt: 1, updatedAt: 1, openedAt: 1 }
  const rest = { thumbnail: undefined, deletedAt: undefined, scripted: false }
  await createProjectsStore(database).create({ ...record, ...rest }, new Map())
  return {
    storage: createHistoryStorage(database, id),
    files: createGitFiles(database, id),
  }
}

export async function openGitProject(
  initial: FileTree,
  options: Partial<GitNetwork> & { store?: Awaited<ReturnType<typeof emptyStore>> } = {},
): Promise<GitProject> {
  const { storage, files } = options.store ?? (await emptyStore())
  const workspace = createWorkspace(initial)
  const history = createHistory({
    storage,
    workspace,
    now: () => Date.now(),
    thumbnail: () => undefined,
  })
  const remotes = createGitRemotes({ ...network, ...options, files, history })
  return {
    workspace,
    history,
    files,
    remotes,
    write: (file, content) => {
      const bytes = typeof content === 'string' ? encodeText(content) : content
      workspace.apply([{ type: 'write', path: file, bytes }], 'user')
    },
    delete: (file) => {
      workspace.apply([{ type: 'delete', path: file }], 'user')
    },
    fsck: () => fsckFiles(files),
  }
}

async function fsckFiles(files: GitFiles): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-fsck-'))
  try {
    await runGit(folder, 'init', '-q', '--initial-branch=main')
    const copy = async (name: string): Promise<void> => {
      const bytes = await files.read(name)
      if (bytes) {
        await mkdir(path.join(folder, '.git', path.dirname(name)), { recursive: true })
        await writeFile(path.join(folder, '.git', name), bytes)
      } else for (const inner of (await files.list(name)) ?? []) await copy(`${name}/${inner}`)
    }
    for (const name of (await files.list('')) ?? []) await copy(name)
    return await fsck(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Text files by path. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? encodeText(content) : content,
    ]),
  )
}
