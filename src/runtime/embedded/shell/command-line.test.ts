import { describe, expect, it } from 'vitest'
import { parseSimpleLine, quoteWord } from './command-line.ts'

const words = (line: string) => parseSimpleLine(line)?.map((command) => command.words)

describe('parseSimpleLine', () => {
  it.each([
    'a | b',
    'a > b',
    'a < b',
    'a $B',
    'a "$B"',
    'a `b`',
    'a "`b`"',
    'a *.ts',
    'a ?',
    'a [b]',
    'a {b,c}',
    '(a)',
    'a &',
    'a & b',
    'a # b',
    '~/a',
    'a=~ b',
    'a \\b',
    '! a',
    'if a; then b; fi',
    'export A=b',
    '. a',
    'a "b',
    "a 'b",
    '&& a',
    'a &&',
    'a || || b',
    'a ; ; b',
    'a 2>&12',
    'a 2>&1 | b',
  ])('leaves %j to a shell', (line) => {
    expect(parseSimpleLine(line)).toBeUndefined()
  })

  it.each([
    ['', []],
    ['a  b\tc', [['a', 'b', 'c']]],
    [`a 'b c' "d \\" e" f"g"'h'`, [['a', 'b c', 'd " e', 'fgh']]],
    [`a '' ""`, [['a', '', '']]],
    ['a 2>&1', [['a']]],
    ['a --b=c d#e', [['a', '--b=c', 'd#e']]],
    ['a\nb;c\n', [['a'], ['b'], ['c']]],
    ['a &&\n b', [['a'], ['b']]],
  ])('reads %j', (line, expected) => {
    expect(words(line)).toEqual(expected)
  })

  it('takes assignments in front, and says how commands follow', () => {
    expect(parseSimpleLine(`A=1 B='x y' c D=2 && e || f`)).toEqual([
      {
        follows: 'always',
        assignments: [
          ['A', '1'],
          ['B', 'x y'],
        ],
        words: ['c', 'D=2'],
        text: `A=1 B='x y' c D=2`,
      },
      { follows: 'on-success', assignments: [], words: ['e'], text: 'e' },
      { follows: 'on-failure', assignments: [], words: ['f'], text: 'f' },
    ])
  })

  it('quotes words so that they are read again', () => {
    for (const word of ['a', '', 'a b', `it's`, '$A', '`b`', '\n', '"']) {
      expect(words(`x ${quoteWord(word)}`)).toEqual([['x', word]])
    }
  })
})
