import { describe, expect, it } from 'vitest'
import { tarball, tarEntry, zipped } from './registry-fixture.ts'
import { unpackTarball } from './tarball.ts'

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)

describe('unpackTarball', () => {
  it.each(['package/../../evil', '/etc/passwd', 'package/a\\b', 'package/x/../../../y'])(
    'refuses the path %s',
    async (path) => {
      await expect(unpackTarball(tarball({ [path]: 'x' }), 'bad@1.0.0')).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('bad@1.0.0') as string,
      })
    },
  )

  it('refuses a path that only a long name gives', async () => {
    const bad = zipped([
      ...tarEntry('long', 'package/../../evil\0', 'L'),
      ...tarEntry('package/ok', 'x'),
    ])
    await expect(unpackTarball(bad, 'bad')).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('stops inflating a bomb', async () => {
    const bomb = tarball({ 'package/zeros': '\0'.repeat(1_000_000) })
    expect(bomb.length).toBeLessThan(5_000)
    await expect(unpackTarball(bomb, 'bomb', { bytes: 50_000, files: 10 })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('inflates to more than') as string,
    })
  })

  it('refuses too many files', async () => {
    const many = tarball({ 'package/a': '', 'package/b': '', 'package/c': '' })
    await expect(unpackTarball(many, 'many', { bytes: 1e6, files: 2 })).rejects.toThrow(
      'more than 2 files',
    )
  })

  it('refuses what is cut off or no gzip', async () => {
    const whole = tarball({ 'package/a': 'x'.repeat(5_000) })
    await expect(unpackTarball(whole.slice(0, 40), 'cut')).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(unpackTarball(new Uint8Array([1, 2, 3]), 'none')).rejects.toMatchObject({
      kind: 'invalid',
    })
    const [header] = tarEntry('package/a', 'x'.repeat(5_000))
    await expect(unpackTarball(zipped(header ? [header] : []), 'cut')).rejects.toThrow('cut off')
  })

  it('strips the first folder, whatever its name, and leaves links out', async () => {
    const files = await unpackTarball(
      zipped([
        ...tarEntry('react/index.js', 'one'),
        ...tarEntry('react/link', '', '2'),
        ...tarEntry('react/lib/', '', '5'),
        ...tarEntry('react/lib/a.js', 'two'),
      ]),
      'react',
    )
    expect([...files.keys()]).toEqual(['index.js', 'lib/a.js'])
    expect(text(files.get('lib/a.js'))).toBe('two')
  })

  it('reads long names of pax and of GNU tar', async () => {
    const name = `package/${'d'.repeat(120)}/file.js`
    const record = `path=${name}\n`
    const length = record.length + 4
    const files = await unpackTarball(
      zipped([
        ...tarEntry('pax', `${length} ${record}`, 'x'),
        ...tarEntry('short', 'pax'),
        ...tarEntry('gnu', `${name}2\0`, 'L'),
        ...tarEntry('short', 'gnu'),
      ]),
      'long',
    )
    expect(text(files.get(`${'d'.repeat(120)}/file.js`))).toBe('pax')
    expect(text(files.get(`${'d'.repeat(120)}/file.js2`))).toBe('gnu')
  })
})
