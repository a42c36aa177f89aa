import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { StoredProject } from './stored.ts'

const run = promisify(execFile)

export interface Repository {
  /** What `git fsck --strict` has to say: nothing, when all is well. */
  fsck(): Promise<string>
  /** The files of a commit, by real git. */
  files(commit: string): Promise<Map<string, Buffer>>
  /** The first lines of what `git log` shows of the current branch, newest first. */
  subjects(): Promise<string[]>
  remove(): Promise<void>
}

/** A project's history as a bare repository on disk, for real git to read. */
export async function exportRepository(project: StoredProject): Promise<Repository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-repository-'))
  // Without the machine's own settings, which could change what git says.
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  const git = (...args: string[]) =>
    run('git', ['-C', folder, ...args], {
      env,
      encoding: 'buffer',
      maxBuffer: 256 * 1024 * 1024,
    })

  await run('git', ['init', '--quiet', '--bare', folder], { env })
  for (const [id, bytes] of project.objects) {
    const shelf = path.join(folder, 'objects', id.slice(0, 2))
    await mkdir(shelf, { recursive: true })
    await writeFile(path.join(shelf, id.slice(2)), bytes)
  }
  for (const { name, value } of project.refs) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, `${value}\n`)
  }

  return {
    fsck: async () => {
      try {
        const { stdout, stderr } = await git('fsck', '--strict', '--full', '--no-progress')
        return `${stdout.toString()}${stderr.toString()}`
      } catch (error) {
        const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer }
        return `${stdout.toString()}${stderr.toString()}` || String(error)
      }
    },
    files: async (commit) => {
      const { stdout } = await git('ls-tree', '-r', '-z', '--name-only', commit)
      const paths = stdout.toString().split('\0').filter(Boolean)
      const found = new Map<string, Buffer>()
      for (const file of paths) {
        found.set(file, (await git('cat-file', 'blob', `${commit}:${file}`)).stdout)
      }
      return found
    },
    subjects: async () => {
      const { stdout } = await git('log', '--format=%s')
      return stdout.toString().trimEnd().split('\n')
    },
    remove: () => rm(folder, { recursive: true }),
  }
}
