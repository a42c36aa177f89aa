import { describe, expect, it } from 'vitest'
import { clipMiddle, MAX_OUTPUT, plainOutput } from './output.ts'
import { findPlaceholder } from './tools/placeholder.ts'

describe('plain output', () => {
  it('strips colours, titles and cursor codes', () => {
    expect(
      plainOutput('\u001b[1;32mok\u001b[0m \u001b]0;title\u0007\u001b[2K\u001b[?25ldone'),
    ).toBe('ok done')
  })

  it('keeps of a line written over its last state', () => {
    expect(plainOutput('10%\r50%\r100%\nnext\r\nlast\r')).toBe('100%\nnext\nlast')
  })
})

describe('clipping', () => {
  it('leaves a text that fits as it is', () => {
    expect(clipMiddle('x'.repeat(MAX_OUTPUT), 'more')).toHaveLength(MAX_OUTPUT)
  })

  it('keeps a quarter of the head and three of the tail, whole lines', () => {
    const text = Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n')
    const clipped = clipMiddle(text, 'read on')
    const [head = '', tail = ''] = clipped.split(/\[… \d+ characters left out; read on …\]/)
    expect(clipped.length).toBeLessThan(MAX_OUTPUT + 100)
    expect(tail.length).toBeGreaterThan(head.length * 2.5)
    expect(head.trimEnd()).toMatch(/line \d+$/)
    expect(text).toContain(head.trim())
    expect(text.endsWith(tail.trim())).toBe(true)
  })

  it('cuts one endless line too', () => {
    expect(clipMiddle('x'.repeat(100_000), 'more').length).toBeLessThan(MAX_OUTPUT + 100)
  })
})

describe('placeholders', () => {
  const body = 'const a = 1\n'.repeat(30)

  it.each([
    '// ... rest of the code',
    '// ...',
    '/* … existing styles … */',
    '{/* ... */}',
    '<!-- rest of the file unchanged -->',
    '# ... existing code',
  ])('sees %s in a file that shrank', (line) => {
    expect(findPlaceholder(body, `const b = 2\n${line}\n`)).toBe(line)
  })

  it.each([
    'const rest = [...items]',
    'fn(...args) // spread',
    '<p>Loading...</p>',
    'label: "More…"',
    '// the rest of the code is in lib.ts',
  ])('lets %s be in a file that grew', (line) => {
    expect(findPlaceholder(body, `${body}${line}\n`)).toBeUndefined()
  })

  it('lets a comment be that was there before', () => {
    expect(findPlaceholder('// ...\nx\n', '// ...\ny\n')).toBeUndefined()
  })
})
