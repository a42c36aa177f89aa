import { describe, expect, it } from 'vitest'
import type { CompileError } from '#runtime/preview/messages.ts'
import { compileMessage, compilePlace, frameLines } from './compile-place.ts'

const error: CompileError = {
  message: '/home/x/project/src/App.tsx: Expected a closing tag. (17:28)',
  file: '/home/x/project/src/App.tsx',
  line: 17,
  column: 28,
  frame: '16 |  <div>\n17 |    <h3>x</div>\n   |         ^\n18 |  </div>',
}

describe('compilePlace', () => {
  it('finds the file of the project in an absolute name', () => {
    expect(compilePlace(error, (path) => path === 'src/App.tsx')).toEqual({
      path: 'src/App.tsx',
      line: 17,
      text: 'src/App.tsx:17:28',
    })
  })

  it('prefers the longest name that fits', () => {
    const has = (path: string) => path === 'App.tsx' || path === 'src/App.tsx'
    expect(compilePlace(error, has).path).toBe('src/App.tsx')
  })

  it('keeps the name of a file that is none of the project', () => {
    expect(compilePlace(error, () => false)).toMatchObject({
      path: undefined,
      text: '/home/x/project/src/App.tsx:17:28',
    })
  })
})

describe('compileMessage', () => {
  it('drops the place that is shown beside it', () => {
    expect(compileMessage(error)).toBe('Expected a closing tag.')
  })
  it('drops what is left of a code frame', () => {
    const message = 'Expected a closing tag. (3:19)\n\n  5 |\n'
    expect(compileMessage({ ...error, message })).toBe('Expected a closing tag.')
  })
  it('leaves another message as it is', () => {
    const message = 'Failed to resolve import "./x" from "src/App.tsx".'
    expect(compileMessage({ ...error, message })).toBe(message)
  })
})

describe('frameLines', () => {
  it('marks the line at fault and the carets under it', () => {
    expect(frameLines(error).map(({ kind }) => kind)).toEqual(['plain', 'at', 'mark', 'plain'])
  })
  it('has none without a frame', () => {
    expect(frameLines({ ...error, frame: '' })).toEqual([])
  })
})
