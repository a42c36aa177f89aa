import { describe, expect, it } from 'vitest'
import { applyEdit, type EditRefusal } from './edit.ts'

function refused(result: ReturnType<typeof applyEdit>, reason: EditRefusal): string {
  if (result.ok) throw new Error('It was not refused')
  expect(result.reason).toBe(reason)
  return result.message
}

const file = [
  'import { useState } from "react"',
  '',
  'export function Counter() {',
  '  const [count, setCount] = useState(0)',
  '  return <button onClick={() => setCount(count + 1)}>{count}</button>',
  '}',
  '',
].join('\n')

describe('an edit', () => {
  it('replaces the one place and nothing else', () => {
    expect(applyEdit('one two three', 'two', '2')).toEqual({
      ok: true,
      text: 'one 2 three',
      rung: 'exact',
    })
  })

  it('takes the new text literally', () => {
    const result = applyEdit('a b c', 'b', "$& $1 $$ $' \\n")
    expect(result).toMatchObject({ text: "a $& $1 $$ $' \\n c" })
    expect(applyEdit('b b', 'b', '$&', { replaceAll: true })).toMatchObject({ text: '$& $&' })
  })

  it('takes the old text literally', () => {
    expect(applyEdit('a.c abc', 'a.c', 'x')).toMatchObject({ text: 'x abc' })
  })

  it('leaves line ends and a byte order mark outside the match alone', () => {
    expect(applyEdit('\ufeffa\r\nb\r\nc\n', 'b', 'B')).toMatchObject({
      text: '\ufeffa\r\nB\r\nc\n',
    })
  })

  it('can delete, and can take the whole file', () => {
    expect(applyEdit('abc', 'b', '')).toMatchObject({ text: 'ac' })
    expect(applyEdit('abc', 'abc', 'x')).toMatchObject({ text: 'x' })
  })

  it('replaces every place when asked', () => {
    expect(applyEdit('a-a-a', 'a', 'aa', { replaceAll: true })).toMatchObject({ text: 'aa-aa-aa' })
    expect(applyEdit('a-b', 'b', 'c', { replaceAll: true })).toMatchObject({ text: 'a-c' })
  })
})

describe('a refusal', () => {
  it('names an empty text to replace', () => {
    expect(refused(applyEdit('', '', 'x'), 'empty-old')).toContain('write')
  })

  it('names an edit that changes nothing', () => {
    refused(applyEdit('a', 'a', 'a'), 'identical')
    refused(applyEdit('b', 'a', 'a', { replaceAll: true }), 'identical')
  })

  it('gives the lines of all hits', () => {
    const message = refused(applyEdit('x\ny\nx x\n\nx', 'x', 'z'), 'ambiguous')
    expect(message).toContain('occurs 4 times, at lines 1, 3, 3, 5.')
    expect(message).toContain('replaceAll')
  })

  it('counts hits that overlap', () => {
    refused(applyEdit('aaa', 'aa', 'b'), 'ambiguous')
    refused(applyEdit('}\n}\n}\n', '}\n}\n', ''), 'ambiguous')
  })

  it('shortens an endless list of hits', () => {
    const message = refused(applyEdit('x\n'.repeat(5000), 'x', 'y'), 'ambiguous')
    expect(message).toContain('at least 1000 times')
    expect(message.length).toBeLessThan(500)
  })

  it('shows the nearest region and the first line that differs', () => {
    const old =
      '  const [count, setCount] = useState(1)\n  return <button onClick={() => setCount(count + 1)}>{count}</button>\n'
    const message = refused(applyEdit(file, old, 'x'), 'not-found')
    expect(message).toContain('The nearest place is lines 4-5; line 4 differs')
    expect(message).toContain('the file has "  const [count, setCount] = useState(0)"')
    expect(message).toContain('your text has "  const [count, setCount] = useState(1)"')
    expect(message).toContain('5:   return <button')
  })

  it('makes a difference of white space visible', () => {
    const message = refused(
      applyEdit('function a() {\n\treturn 1\n}\n', '  return 1', 'x'),
      'not-found',
    )
    expect(message).toContain('the file has "\\treturn 1", your text has "  return 1"')
  })

  it('says when only the line ends differ', () => {
    const message = refused(applyEdit('first\r\nsecond\r\n', 'first\nsecond', 'x'), 'not-found')
    expect(message).toContain('line 1 ends in CRLF in the file')
  })

  it('finds a single line by its words', () => {
    const message = refused(applyEdit(file, 'export function Countr() {', 'x'), 'not-found')
    expect(message).toContain('The nearest place is line 3')
  })

  it('says when the new text is already there', () => {
    const message = refused(applyEdit('a\nnew line\n', 'old line', 'new line'), 'not-found')
    expect(message).toContain('already there, at line 2')
  })

  it('does not take an empty new text for one that is there', () => {
    expect(refused(applyEdit('abc', 'x', ''), 'not-found')).not.toContain('already')
  })

  it('says when nothing resembles it', () => {
    expect(refused(applyEdit(file, 'SELECT 1', 'x'), 'not-found')).toContain('Read the file again')
    refused(applyEdit('', 'a', 'b'), 'not-found')
    refused(applyEdit('abc', '\n\n', 'b'), 'not-found')
  })

  it('says when the text goes beyond the file', () => {
    const message = refused(applyEdit('alpha beta\n', 'alpha beta\n\ngamma', 'x'), 'not-found')
    expect(message).toContain('goes beyond the file with "gamma"')
  })

  it('stays short on a huge file', () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, i) => `  item(${i % 100}, "${'x'.repeat(20)}")`,
    )
    const message = refused(
      applyEdit(lines.join('\n'), lines.slice(0, 500).join('\n') + '!', 'x'),
      'not-found',
    )
    expect(message.length).toBeLessThan(5000)
  })
})
