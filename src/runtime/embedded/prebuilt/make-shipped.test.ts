import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ShippedPackage } from '../packages/shipped.ts'
import { makeShipped } from './make-shipped.ts'
import { shippedEntries } from './shipped-entries.ts'
import { toFiles } from './vite-plugin.ts'

const root = process.cwd()
let shipped: readonly ShippedPackage[]

beforeAll(async () => {
  shipped = await makeShipped(root)
}, 120_000)

describe('the pre-bundles that are shipped', () => {
  it('have every entry that is wanted, and all that these import', () => {
    const entries = new Map(shipped.map(({ name, prebundle }) => [name, prebundle.entries]))
    for (const [name, wanted] of Object.entries(shippedEntries)) {
      expect(entries.get(name)).toEqual(expect.arrayContaining([...wanted]))
    }
    expect(entries.has('scheduler')).toBe(true)
    expect(shipped.flatMap(({ prebundle }) => prebundle.missing)).toEqual([])
  })

  it('are of the versions that the templates are locked to', async () => {
    const versions = new Map(shipped.map(({ name, version }) => [name, version]))
    const compared: string[] = []
    for (const template of await readdir(path.join(root, 'templates'))) {
      const lockfile = path.join(root, 'templates', template, 'package-lock.json')
      const { packages } = JSON.parse(await readFile(lockfile, 'utf8')) as {
        packages: Record<string, { version: string }>
      }
      for (const [place, { version }] of Object.entries(packages)) {
        const name = place.replace(/^node_modules\//, '')
        if (!versions.has(name)) continue
        compared.push(`${template} ${name}`)
        expect(`${template}: ${name} ${version}`).toBe(
          `${template}: ${name} ${String(versions.get(name))}`,
        )
      }
    }
    expect(compared).toContain('react-ts react-dom')
  })

  it('become one file each, named by its contents, and an index', () => {
    const { files, index } = toFiles(shipped)
    expect(files.size).toBe(shipped.length)
    for (const { name, version, prebundle } of shipped) {
      const { file = '' } = index[`${name}@${version}`] ?? {}
      expect(file).toMatch(/^[\w.-]+\.json$/)
      expect(JSON.parse(files.get(file) ?? '')).toEqual(prebundle)
    }
    const [first] = shipped
    if (!first) throw new Error('Nothing is shipped.')
    const changed = { ...first, prebundle: { ...first.prebundle, missing: ['other'] } }
    const key = `${first.name}@${first.version}`
    expect(toFiles([changed]).index[key]?.file).not.toBe(index[key]?.file)
  })

  it('have an index that tells what they import of other packages', () => {
    const { index } = toFiles(shipped)
    const dom = Object.entries(index).find(([key]) => key.startsWith('react-dom@'))
    expect(dom?.[1].imports).toEqual(['react', 'scheduler'])
  })
})
