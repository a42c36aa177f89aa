import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** For tests only: what was stored, as a repository on disk for the real git. */
export interface GitRepository {
  readonly folder: string
  /** What git prints; throws when it fails, with what it complains of. */
  git(...args: string[]): string
  remove(): void
}

/** Files of a `.git` folder, by their paths in there. */
export function exportRepository(files: ReadonlyMap<string, Uint8Array | string>): GitRepository {
  const folder = mkdtempSync(path.join(tmpdir(), 'tabsmith-history-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 * 1024 * 1024,
    })
  git('init', '--quiet', '--initial-branch=main')
  for (const [name, bytes] of files) {
    const file = path.join(folder, '.git', name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  return { folder, git, remove: () => rmSync(folder, { recursive: true }) }
}
