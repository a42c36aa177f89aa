import { onTestFinished } from 'vitest'
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeRepository,
} from '../../../e2e/fake-github/fake-github.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import { createGitHub } from './create-github.ts'
import type { GitHub, GitHubOptions } from './github.ts'

export interface Trial {
  readonly fake: FakeGitHub
  readonly github: GitHub
  /** The same GitHub for somebody else, or under other circumstances. */
  as(options: Partial<GitHubOptions>): GitHub
  /** What waits took in all, in played milliseconds. */
  waited(): number
}

/** A fake GitHub and a client of it whose waits pass at once, for the running test. */
export async function tryGitHub(): Promise<Trial> {
  const start = Date.UTC(2026, 0, 1)
  let now = start
  const fake = await startFakeGitHub({ now: () => now })
  onTestFinished(() => fake.close())

  const as = (options: Partial<GitHubOptions>) =>
    createGitHub({
      token: 'good',
      fetch: globalThis.fetch,
      api: fake.api,
      raw: fake.raw,
      gistRaw: fake.gistRaw,
      now: () => now,
      sleep: (milliseconds, signal) => {
        if (signal?.aborted) return Promise.reject(signal.reason as Error)
        now += milliseconds
        return Promise.resolve()
      },
      ...options,
    })
  return { fake, github: as({}), as, waited: () => now - start }
}

/** Texts, and bytes as they are. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? encodeText(content) : content,
    ]),
  )
}

/** What a careless transport would break: binaries, other scripts, line ends, a BOM, nothing at all. */
export const awkward: FileTree = tree({
  'package.json': '{}\n',
  'empty.txt': '',
  'src/crlf.txt': 'a\r\nb\rc',
  'src/bom.txt': '\uFEFFhello',
  'src/nul.txt': 'a\0b',
  'src/ünïcödé 文件 #1 100%?.txt': 'naïve 🎉 \u2028',
  'src/decomposed-e\u0301.txt': 'e\u0301',
  'src/every-byte.bin': Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256),
  'src/broken-utf8.bin': Uint8Array.of(0xc3, 0x28, 0xff, 0xfe),
  'src/a.b/c': 'sorts after the next by git, before by name',
  'src/a/b': 'deeper',
  'src/same-1.txt': 'twice',
  'src/same-2.txt': 'twice',
  ['__proto__']: 'a file like any other',
  'constructor/__proto__': 'so is this',
})

export const base = {
  owner: 'me',
  repo: 'app',
  branch: 'main',
  message: 'Work',
  expectedHead: undefined,
}
export const files = tree({
  'README.md': 'hi',
  'src/a.ts': 'a',
  'logo.png': Uint8Array.of(0, 255, 0),
})

/** A repository me/app with one commit, whose id is `head`. */
export function seeded({ fake }: Trial): {
  readonly repository: FakeRepository
  readonly head: string
} {
  const repository = fake.addRepository({ owner: 'me', name: 'app' })
  return { repository, head: repository.commit('main', { 'README.md': 'hi' }) }
}
