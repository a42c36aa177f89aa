import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { isBackup } from './is-backup.ts'
import { MANIFEST_NAME } from './manifest.ts'

function zip(...names: string[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(Object.fromEntries(names.map((name) => [name, strToU8(name)]))))
}

const backup = zip('tea.frames', MANIFEST_NAME)

describe('a file that may be a backup', () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['no zip', new Uint8Array([1, 2, 3])],
    ['the zip of a project', zip('index.html')],
    ['a project that holds one deeper down', zip(`app/${MANIFEST_NAME}`)],
    ['a backup that was cut', backup.slice(0, -100)],
  ])('is none when it is %s', async (_what, bytes) => {
    expect(await isBackup(new Blob([bytes]))).toBe(false)
  })

  it('is one when its list of contents says so', async () => {
    expect(await isBackup(new Blob([backup]))).toBe(true)
  })

  it('is not judged when it cannot be read', async () => {
    const gone = new DOMException('It was moved.', 'NotReadableError')
    const file = new Blob([backup])
    file.slice = () => {
      throw gone
    }
    await expect(isBackup(file)).rejects.toBe(gone)
  })
})
