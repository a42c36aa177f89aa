import { expect, it } from 'vitest'
import { createGitFs } from './fs.ts'
import * as git from './isomorphic-git.ts'
import { createMemoryFiles } from './memory-files.ts'

it('says ENOENT, which isomorphic-git looks for, of what is not there', async () => {
  const { promises } = createGitFs(createMemoryFiles())
  const absent = { code: 'ENOENT' }
  await expect(promises.readFile('/.git/x')).rejects.toMatchObject(absent)
  await expect(promises.stat('/.git/x')).rejects.toMatchObject(absent)
  await expect(promises.readdir('/.git/x')).rejects.toMatchObject(absent)
  await expect(promises.unlink('/.git/x')).rejects.toMatchObject(absent)
  await expect(promises.readFile('/elsewhere')).rejects.toMatchObject(absent)
})

it('is a repository to isomorphic-git', async () => {
  const files = createMemoryFiles()
  const local = { fs: createGitFs(files), gitdir: '/.git' }
  await git.addRemote({ ...local, remote: 'origin', url: 'https://host/app.git' })
  const oid = await git.writeBlob({ ...local, blob: new TextEncoder().encode('x') })
  await git.writeRef({ ...local, ref: 'refs/tags/t', value: oid })
  expect([...files.all.keys()].sort()).toEqual([
    'config',
    `objects/${oid.slice(0, 2)}/${oid.slice(2)}`,
    'refs/tags/t',
  ])
  expect(await git.resolveRef({ ...local, ref: 't' })).toBe(oid)
  expect(await git.listRemotes(local)).toEqual([{ remote: 'origin', url: 'https://host/app.git' }])
  expect((await git.readBlob({ ...local, oid })).blob).toEqual(new Uint8Array([120]))
})

it('stores no more than what was written of a shared block', async () => {
  const files = createMemoryFiles()
  const block = new Uint8Array(1000)
  await createGitFs(files).promises.writeFile('/.git/x', block.subarray(10, 20))
  expect(files.all.get('x')?.buffer.byteLength).toBe(10)
})
