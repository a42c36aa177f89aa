import { describe, expect, it } from 'vitest'
import { lineEnding, mergeText, minimalChange } from './merge.ts'

describe('minimalChange', () => {
  it.each([
    ['same', 'same', undefined],
    ['abc', 'abXc', { from: 2, to: 2, insert: 'X' }],
    ['aaa', 'aa', { from: 2, to: 3, insert: '' }],
    ['', 'new', { from: 0, to: 0, insert: 'new' }],
  ])('%j to %j', (before, after, change) => {
    expect(minimalChange(before, after)).toEqual(change)
  })

  it('never cuts a character in two', () => {
    expect(minimalChange('a😀', 'a😁')).toEqual({ from: 1, to: 3, insert: '😁' })
    expect(minimalChange('\u{1f600}b', '\u{1fa00}b')).toEqual({
      from: 0,
      to: 2,
      insert: '\u{1fa00}',
    })
  })
})

describe('mergeText', () => {
  const base = 'a\n1\n2\n3\n4\n5\n6\n7\nb\n'

  it('joins changes to different lines', () => {
    expect(mergeText(base, base.replace('a', 'A'), base.replace('b', 'B'))).toBe(
      base.replace('a', 'A').replace('b', 'B'),
    )
  })

  it('gives up on changes to the same line', () => {
    expect(mergeText(base, base.replace('4', 'x'), base.replace('4', 'y'))).toBeUndefined()
  })

  it('keeps an edit at its own lines, also where others read alike', () => {
    const card = (colour: string) => `card {\n  a\n  b\n  ${colour}\n  c\n  d\n}\n`
    const cards = card('red') + card('red')
    const theirs = card('blue') + card('red')
    expect(mergeText(cards, card('green') + card('red'), theirs)).toBeUndefined()
    expect(mergeText(cards, card('red') + card('green'), theirs)).toBe(card('blue') + card('green'))
  })

  it('keeps the last line’s end as it was', () => {
    expect(mergeText('a\nb\nc', 'A\nb\nc', 'a\nb\nc\n')).toBe('A\nb\nc\n')
    expect(mergeText('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nc')).toBe('A\nb\nc')
  })

  it('gives up on texts that have little in common', () => {
    const long = (letter: string) =>
      Array.from({ length: 3000 }, (_, i) => `${letter}${i}`).join('\n')
    expect(mergeText(long('a'), long('b'), long('a') + '\nmore')).toBeUndefined()
  })

  it('takes the only changed side as it is', () => {
    expect(mergeText(base, base, 'other')).toBe('other')
    expect(mergeText(base, 'other', base)).toBe('other')
  })
})

describe('lineEnding', () => {
  it('goes with the majority', () => {
    expect(lineEnding('a\r\nb\r\nc\n')).toBe('\r\n')
    expect(lineEnding('a\r\nb\nc\n')).toBe('\n')
    expect(lineEnding('')).toBe('\n')
  })
})
