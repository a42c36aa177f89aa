import { describe, expect, it } from 'vitest'
import { codeFrame } from './code-frame.ts'

describe('codeFrame', () => {
  it('is empty for a place outside of the source', () => {
    expect(codeFrame('a', 2, 0)).toBe('')
  })

  it('marks the place among its neighbours, tabs included', () => {
    expect(codeFrame('a\n\tb c\nd\ne\nf', 2, 3)).toBe(
      ['  1 | a', '> 2 | \tb c', '    | \t  ^', '  3 | d', '  4 | e'].join('\n'),
    )
  })

  it('cuts long lines to what surrounds the place', () => {
    const frame = codeFrame(`${'x'.repeat(5000)}!${'y'.repeat(5000)}`, 1, 5000)
    const [text = '', caret = ''] = frame.split('\n')
    expect(text.length).toBeLessThan(200)
    expect(text[caret.indexOf('^')]).toBe('!')
  })
})
