import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { gistFiles, readGist } from './gist.ts'

const gist = (files: ReadonlyMap<string, string>) => ({ id: 'a1', url: '', files })
const files = new Map([
  ['src/a.ts', encodeText('export {}\n')],
  ['logo.bin', Uint8Array.from({ length: 70_000 }, (_, i) => i % 251)],
  ['.env', encodeText('SECRET=1')],
])

describe('a project in a gist', () => {
  it('is refused when there is none in it', async () => {
    await expect(readGist(gist(new Map([['notes.md', 'Hi']])))).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('is refused when it was damaged', async () => {
    const damaged = new Map([['tabsmith-project.zip.txt', '%%%']])
    await expect(readGist(gist(damaged))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('comes out byte by byte as it went in, without what may hold secrets', async () => {
    const kept = await gistFiles('Tea', undefined, files)
    const project = await readGist(gist(kept))
    expect([...project.files.keys()].sort()).toEqual(['logo.bin', 'src/a.ts'])
    expect(project.files.get('logo.bin')).toEqual(files.get('logo.bin'))
    expect(project.name).toBe('Tea')
  })

  it('is the payload of its link where there is one', async () => {
    expect(await gistFiles('Tea', 'AbC', files)).toEqual(new Map([['tabsmith-link.txt', 'AbC']]))
  })
})
