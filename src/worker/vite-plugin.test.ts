import { describe, expect, it } from 'vitest'
import type { Rolldown } from 'vite'
import { listFiles, previewDocument } from './vite-plugin.ts'

function chunk(fileName: string, more: Partial<Rolldown.OutputChunk> = {}) {
  return { type: 'chunk', fileName, code: fileName, imports: [], isEntry: false, ...more }
}

function bundleOf(...files: { fileName: string }[]): Rolldown.OutputBundle {
  const bundle: Record<string, unknown> = {}
  for (const file of files) bundle[file.fileName] = file
  return bundle as Rolldown.OutputBundle
}

const entry = chunk('assets/index.js', { isEntry: true, imports: ['assets/shared.js'] })
const publicFiles = new Map([['tabsmith.json', new Uint8Array(2)]])

describe('the list of the build’s files', () => {
  it('parts what the first screen needs from the rest, small files first', () => {
    const { first, later, ...manifest } = listFiles(
      bundleOf(
        entry,
        chunk('assets/shared.js'),
        chunk('assets/heavy.js', { code: 'x'.repeat(100) }),
        chunk('assets/light.js'),
        { ...chunk('index.html'), type: 'asset', source: '<html>' } as { fileName: string },
      ),
      publicFiles,
    )
    expect(first.map(([path]) => path)).toEqual([
      'tabsmith.json',
      'index.html',
      'assets/index.js',
      'assets/shared.js',
    ])
    expect(later.map(([path]) => path)).toEqual(['assets/light.js', 'assets/heavy.js'])
    expect(manifest.entry).toBe('assets/index.js')
  })

  it('has a version that changes with any file', () => {
    const versionOf = (code: string) =>
      listFiles(bundleOf(entry, chunk('assets/shared.js', { code })), publicFiles).version
    expect(versionOf('a')).toBe(versionOf('a'))
    expect(versionOf('a')).not.toBe(versionOf('b'))
  })

  it('cannot be made for a build without an entry', () => {
    expect(() => listFiles(bundleOf(chunk('assets/a.js')), publicFiles)).toThrow('one entry')
  })
})

describe('the preview document', () => {
  it('is not ended by what its script says', () => {
    const html = previewDocument('const a = "</script><!--<SCRIPT>", b = `</SCRIPT >`')
    expect(html.match(/<\/script/gi)).toHaveLength(1)
    expect(html).not.toContain('<!--')
    expect(html).toMatch(/^<!doctype html>/)
  })
})
