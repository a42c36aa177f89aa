import { describe, expect, it } from 'vitest'
import { createSplitter, type Block } from './markdown.ts'
import { codeHtml, proseHtml } from './markdown-html.ts'

function split(chunks: Iterable<string>): Block[] {
  const splitter = createSplitter()
  for (const chunk of chunks) splitter.append(chunk)
  splitter.end()
  return [...splitter.settled]
}

const html = (blocks: readonly Block[]) =>
  blocks
    .map((block) =>
      block.kind === 'code' ? codeHtml(block.text, block.language) : proseHtml(block.source),
    )
    .join('')
    .replace(/\n/g, '')

/** A small repeatable source of chance, so that a failure can be run again by its seed. */
function chance(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state % below
  }
}

const pieces = [
  'A paragraph with **bold**, `code` and a [link](https://example.com).',
  '# Heading',
  '- one\n- two\n  more of two\n- three',
  '- loose\n\n- list\n\n  second paragraph',
  '1. first\n2. second\n\n   ```sh\n   npm test\n\n   npm run build\n   ```\n3. third',
  '```ts\nconst a = 1\n\nconst b = `x`\n```',
  '~~~\n``` not the end\n~~~',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '> quoted\n> twice',
  '---',
  '<div onclick="x()">tag</div>',
  'emoji 👩‍💻 and\ttabs  \nhard break',
  'Text:\n- right\n\n- after',
  '    indented code\n\n    and more',
]

function randomDocument(random: (below: number) => number): string {
  const count = 1 + random(8)
  const parts = Array.from({ length: count }, () => pieces[random(pieces.length)] ?? '')
  return parts.join('\n\n')
}

function* randomSplit(text: string, random: (below: number) => number) {
  for (let at = 0; at < text.length;) {
    const end = at + 1 + random(9)
    yield text.slice(at, end)
    at = end
  }
}

describe('splitting growing Markdown', () => {
  it('gives the same blocks however the text is cut into deltas', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = chance(seed)
      const text = randomDocument(random)
      expect(split(randomSplit(text, random)), `seed ${seed}`).toEqual(split([text]))
    }
  })

  it('renders block by block what the whole renders to', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const text = randomDocument(chance(seed))
      expect(html(split(text)), `seed ${seed}`).toBe(proseHtml(text).replace(/\n/g, ''))
    }
  })

  it('settles a paragraph when the next one begins, and never changes it', () => {
    const splitter = createSplitter()
    splitter.append('First.\n\nSec')
    expect(splitter.settled).toEqual([])
    splitter.append('ond.\n')
    expect(splitter.settled).toEqual([{ kind: 'prose', source: 'First.\n\n' }])
    expect(splitter.open()).toEqual({ kind: 'prose', source: 'Second.\n' })
  })

  it('shows an open fence as code and hides the marks that may close it', () => {
    const splitter = createSplitter()
    splitter.append('```ts\nlet a\n``')
    expect(splitter.open()).toEqual({ kind: 'code', language: 'ts', text: 'let a' })
    splitter.append('`\n')
    expect(splitter.open()).toBeUndefined()
    expect(splitter.settled).toEqual([{ kind: 'code', language: 'ts', text: 'let a' }])
  })

  it('keeps blank lines and shorter fences inside a fence', () => {
    const text = '````md\n```js\n\n```\n````\nafter'
    expect(split([text])).toEqual([
      { kind: 'code', language: 'md', text: '```js\n\n```' },
      { kind: 'prose', source: 'after\n' },
    ])
  })

  it('settles code whose fence was never closed', () => {
    expect(split(['```\nleft open'])).toEqual([{ kind: 'code', language: '', text: 'left open' }])
  })

  it('cuts a list or a line that never ends, at the same place for every split', () => {
    const list = '- item that goes on\n'.repeat(2_000)
    const line = 'word '.repeat(10_000)
    for (const text of [list, line]) {
      const blocks = split([text])
      expect(blocks.length).toBeGreaterThan(3)
      expect(split(text.match(/.{1,7}/gs) ?? [])).toEqual(blocks)
    }
  })

  it('reads Windows line ends, also when a delta ends between the two', () => {
    expect(split(['```\r', '\na\r\n``', '`\r\n'])).toEqual([
      { kind: 'code', language: '', text: 'a' },
    ])
  })

  it('never leaves a long block to be rendered again, however long the text is', () => {
    const splitter = createSplitter()
    let longest = 0
    for (let i = 0; i < 20_000; i++) {
      splitter.append('- item\n'.slice(0, 1 + (i % 7)))
      const open = splitter.open()
      if (open?.kind === 'prose') longest = Math.max(longest, open.source.length)
    }
    expect(longest).toBeLessThan(10_000)
  })
})
