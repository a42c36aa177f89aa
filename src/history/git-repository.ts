import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MemoryHistoryStorage } from './memory-storage.ts'

/** For tests only: what was stored, as a repository on disk for the real git. */
export interface GitRepository {
  readonly folder: string
  /** What git prints, to either stream; throws when it fails. */
  git(...args: string[]): string
  remove(): void
}

export async function exportRepository(storage: MemoryHistoryStorage): Promise<GitRepository> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tabsmith-history-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 * 1024 * 1024,
    })
  const write = (name: string, bytes: Uint8Array | string) => {
    const file = path.join(folder, '.git', name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  git('init', '--quiet', '--initial-branch=main')
  for (const [id, bytes] of storage.objects) {
    write(`objects/${id.slice(0, 2)}/${id.slice(2)}`, bytes)
  }
  for (const [name, commit] of storage.refsByName) write(name, `${commit}\n`)
  write('HEAD', `ref: refs/heads/${(await storage.head()).branch}\n`)
  return { folder, git, remove: () => rmSync(folder, { recursive: true }) }
}
