import { strToU8, zipSync } from 'fflate'
import { beforeEach, describe, expect, it } from 'vitest'
import { MANIFEST_NAME } from '#projects/backup/manifest.ts'
import { toasts } from '../controls/toasts.ts'
import { closeImport, importDialog, openZip } from './open.ts'

const zip = (name: string) =>
  new File([new Uint8Array(zipSync({ [name]: strToU8('{}') }))], 'my.zip')

beforeEach(() => {
  closeImport()
  toasts.setState({ pile: [] })
})

describe('a zip that was dropped or chosen', () => {
  it('is told about when it cannot be read, and opens nothing', async () => {
    const file = zip('index.html')
    file.slice = () => {
      throw new DOMException('It was moved.', 'NotReadableError')
    }
    await openZip(file)
    expect(importDialog.getState().source).toBeUndefined()
    expect(toasts.getState().pile[0]?.message).toContain('“my.zip” could not be read.')
  })

  it('is restored when it is a backup', async () => {
    const file = zip(MANIFEST_NAME)
    await openZip(file)
    expect(importDialog.getState().source).toEqual({ type: 'backup', file })
  })

  it('becomes a project when it is none', async () => {
    const file = zip('index.html')
    await openZip(file)
    expect(importDialog.getState().source).toEqual({ type: 'zip', file })
  })
})
