import type { Buffer } from 'buffer'
import path from 'path-browserify'
import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createMemoryFiles } from './file-system.ts'
import { createFs } from './fs.ts'

function fsWith(project: Record<string, string | Uint8Array>) {
  const files = createMemoryFiles(
    new Map(
      Object.entries(project).map(([name, content]) => [
        name,
        typeof content === 'string' ? encodeText(content) : content,
      ]),
    ),
    () => undefined,
  )
  return createFs(files, (given) => path.resolve('/project', String(given))) as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  > & { promises: Record<string, (...args: unknown[]) => Promise<unknown>> }
}

describe('createFs', () => {
  it('throws with the code, the call and the path, as Node does', () => {
    const fs = fsWith({})
    expect(() => fs['readFileSync']?.('none.txt')).toThrow(
      "ENOENT: no such file or directory, open '/project/none.txt'",
    )
    expect(() => fs['rmSync']?.('none')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    expect(() => fs['cpSync']?.('/project', '/tmp/x')).toThrow(/EISDIR/)
  })

  it('says by name what it has not got', () => {
    const fs = fsWith({})
    expect(() => fs['watch']?.('.')).toThrow(/fs\.watch is not available in the embedded engine/)
    expect(() => fs['symlinkSync']?.('a', 'b')).toThrow(/Choose the WebContainer/)
    expect(() => fs.promises['open']?.('a')).toThrow(/fs\/promises\.open/)
  })

  it('is the same in all three forms', async () => {
    const fs = fsWith({ 'a.txt': 'héllo' })
    expect(fs['readFileSync']?.('a.txt', 'utf8')).toBe('héllo')
    expect(await fs.promises['readFile']?.('a.txt', { encoding: 'utf8' })).toBe('héllo')
    const called = new Promise((resolve) => {
      fs['readFile']?.('a.txt', 'utf8', (...args: unknown[]) => resolve(args))
    })
    expect(await called).toEqual([null, 'héllo'])
    await expect(fs.promises['readFile']?.('none')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('gives copies: a program cannot write into what is stored', () => {
    const bytes = Uint8Array.from([0, 255, 128])
    const fs = fsWith({ 'a.bin': bytes })
    const read = fs['readFileSync']?.('a.bin') as Buffer
    read[0] = 7
    expect([...bytes]).toEqual([0, 255, 128])
    expect([...(fs['readFileSync']?.('a.bin') as Buffer)]).toEqual([0, 255, 128])
  })

  it('lists folders with kinds, and all the way down', () => {
    const fs = fsWith({ 'a/b/c.txt': '1', 'a/d.txt': '2' })
    expect(fs['readdirSync']?.('a', { recursive: true })).toEqual(['b', 'b/c.txt', 'd.txt'])
    const entries = fs['readdirSync']?.('a', { withFileTypes: true }) as {
      name: string
      isDirectory(): boolean
    }[]
    expect(entries.map((entry) => [entry.name, entry.isDirectory()])).toEqual([
      ['b', true],
      ['d.txt', false],
    ])
  })

  it('appends, copies, moves, cuts and removes', () => {
    const fs = fsWith({ 'a.txt': 'one' })
    fs['appendFileSync']?.('a.txt', ' two')
    fs['writeFileSync']?.('a.txt', ' three', { flag: 'a' })
    fs['cpSync']?.('a.txt', 'deep/b.txt')
    fs['renameSync']?.('a.txt', 'c.txt')
    fs['truncateSync']?.('c.txt', 3)
    expect(fs['readFileSync']?.('deep/b.txt', 'utf8')).toBe('one two three')
    expect(fs['readFileSync']?.('c.txt', 'utf8')).toBe('one')
    fs['rmSync']?.('deep', { recursive: true })
    expect(fs['existsSync']?.('deep')).toBe(false)
  })
})
