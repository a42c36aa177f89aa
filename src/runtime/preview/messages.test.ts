import { describe, expect, it } from 'vitest'
import {
  commandData,
  isPreviewPath,
  MAX_BOXES,
  MAX_CONSOLE_TEXT,
  MAX_PATH,
  MAX_TITLE,
  parsePreviewMessage,
  sketchToSvg,
} from './messages.ts'

const message = (fields: object) => ({ source: 'tabsmith-preview', ...fields })
const box = {
  kind: 'fill',
  x: 10,
  y: -4,
  width: 100.04,
  height: 20,
  colour: '#336699',
  radius: 4,
}
const sketch = { width: 800, height: 600, background: '#ffffff', boxes: [box] }

describe('parsePreviewMessage', () => {
  it('reads each kind of message and drops fields it does not know', () => {
    expect(
      parsePreviewMessage(message({ type: 'location', path: '/a?b#c', title: 'A', extra: 1 })),
    ).toEqual({ type: 'location', path: '/a?b#c', title: 'A' })
    expect(parsePreviewMessage(message({ type: 'console', level: 'warn', text: 'hm' }))).toEqual({
      type: 'console',
      level: 'warn',
      text: 'hm',
    })
    expect(parsePreviewMessage(message({ type: 'content', empty: true }))).toEqual({
      type: 'content',
      empty: true,
    })
    expect(parsePreviewMessage(message({ type: 'sketch', sketch }))).toEqual({
      type: 'sketch',
      sketch,
    })
  })

  it.each([
    ['no object', 'location'],
    ['null', null],
    ['another source', { source: 'other', type: 'content', empty: true }],
    ['no source', { type: 'content', empty: true }],
    ['an unknown type', message({ type: 'eval', code: 'alert(1)' })],
    ['a path that is no string', message({ type: 'location', path: 1, title: '' })],
    ['a path with an origin', message({ type: 'location', path: '//evil.example/', title: '' })],
    ['a javascript: path', message({ type: 'location', path: 'javascript:alert(1)', title: '' })],
    ['a path with a line break', message({ type: 'location', path: '/a\nb', title: '' })],
    ['a huge path', message({ type: 'location', path: `/${'a'.repeat(MAX_PATH)}`, title: '' })],
    ['an unknown level', message({ type: 'console', level: 'table', text: '' })],
    ['text that is an object', message({ type: 'console', level: 'log', text: {} })],
    [
      'a compile error without a frame',
      message({ type: 'compile-error', error: { message: 'x', place: '' } }),
    ],
    [
      'a compile error whose message is an object',
      message({ type: 'compile-error', error: { message: {}, place: '', frame: '' } }),
    ],
    ['a compile error that is text', message({ type: 'compile-error', error: 'x' })],
    ['content without a boolean', message({ type: 'content', empty: 'yes' })],
  ])('refuses %s', (_name, data) => {
    expect(parsePreviewMessage(data)).toBeUndefined()
  })

  it.each([
    ['a colour that closes the attribute', { colour: '#000000"/><script>' }],
    ['a named colour', { colour: 'red' }],
    ['a url() colour', { colour: 'url(https://evil.example)' }],
    ['a colour with a line break', { colour: '#336699\n' }],
    ['a coordinate that is text', { x: '1"' }],
    ['NaN', { y: Number.NaN }],
    ['Infinity', { width: Infinity }],
    ['a negative size', { height: -1 }],
    ['a coordinate beyond any screen', { x: 1e9 }],
    ['an unknown kind', { kind: 'image' }],
    ['a radius that is missing', { radius: undefined }],
  ])('refuses a sketch with %s', (_name, change) => {
    const hostile = { ...sketch, boxes: [{ ...box, ...change }] }
    expect(parsePreviewMessage(message({ type: 'sketch', sketch: hostile }))).toBeUndefined()
  })

  it('refuses a sketch with too many boxes, no size or no list', () => {
    const parse = (change: object) =>
      parsePreviewMessage(message({ type: 'sketch', sketch: { ...sketch, ...change } }))
    expect(parse({ boxes: Array.from({ length: MAX_BOXES + 1 }, () => box) })).toBeUndefined()
    expect(parse({ boxes: Array.from({ length: MAX_BOXES }, () => box) })).toBeDefined()
    expect(parse({ width: 0 })).toBeUndefined()
    expect(parse({ boxes: { length: 1, 0: box } })).toBeUndefined()
    expect(parse({ background: 'white' })).toBeUndefined()
  })

  it.each([
    ['/home/app/src/a b.tsx:17:28', { file: '/home/app/src/a b.tsx', line: 17, column: 28 }],
    ['C:/app/x.ts:1:0', { file: 'C:/app/x.ts', line: 1, column: 0 }],
    ['src/x.css', { file: 'src/x.css', line: undefined, column: undefined }],
    ['', { file: undefined, line: undefined, column: undefined }],
  ])('finds the place of a compile error in %o', (place, expected) => {
    const error = { message: 'no', place, frame: '1 | x' }
    expect(parsePreviewMessage(message({ type: 'compile-error', error }))).toEqual({
      type: 'compile-error',
      error: { message: 'no', frame: '1 | x', ...expected },
    })
  })

  it('reads that a compile error is gone', () => {
    expect(parsePreviewMessage(message({ type: 'compile-error' }))).toEqual({
      type: 'compile-error',
      error: undefined,
    })
  })

  it('cuts long text rather than dropping it', () => {
    const long = 'x'.repeat(MAX_CONSOLE_TEXT * 2)
    const console = parsePreviewMessage(message({ type: 'console', level: 'log', text: long }))
    expect(console).toMatchObject({ text: 'x'.repeat(MAX_CONSOLE_TEXT) })
    const location = parsePreviewMessage(message({ type: 'location', path: '/', title: long }))
    expect(location).toMatchObject({ title: 'x'.repeat(MAX_TITLE) })
  })
})

describe('isPreviewPath', () => {
  it('takes paths on the own origin only', () => {
    expect(isPreviewPath('/')).toBe(true)
    expect(isPreviewPath('/todos/1?done=1#top')).toBe(true)
    expect(isPreviewPath('todos')).toBe(false)
    expect(isPreviewPath('/\\evil.example')).toBe(false)
    expect(isPreviewPath('https://evil.example/')).toBe(false)
  })
})

describe('commandData', () => {
  it('marks a command as coming from the workbench', () => {
    expect(commandData({ type: 'navigate', path: '/a' })).toEqual({
      source: 'tabsmith-workbench',
      type: 'navigate',
      path: '/a',
    })
  })
})

describe('sketchToSvg', () => {
  it('draws fills as they are and text as bars', () => {
    const parsed = parsePreviewMessage(
      message({
        type: 'sketch',
        sketch: {
          ...sketch,
          boxes: [box, { ...box, kind: 'text', x: 0, y: 0, colour: '#11223380', radius: 0 }],
        },
      }),
    )
    if (parsed?.type !== 'sketch') throw new Error('the sketch was refused')
    expect(sketchToSvg(parsed.sketch)).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">' +
        '<rect x="0" y="0" width="800" height="600" fill="#ffffff"/>' +
        '<rect x="10" y="-4" width="100" height="20" rx="4" fill="#336699"/>' +
        '<rect x="0" y="5" width="100" height="10" rx="5" fill="#11223380"/>' +
        '</svg>',
    )
  })
})
