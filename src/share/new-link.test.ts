import { describe, expect, it } from 'vitest'
import { MAX_PROMPT, readNewLink, writeNewLink } from './new-link.ts'

const templates = ['react-ts', 'vue-ts']

describe('a link to a new project', () => {
  it('with too long a prompt is refused, not cut', () => {
    const prompt = 'x'.repeat(MAX_PROMPT + 1)
    const invalid = expect.objectContaining({ kind: 'invalid' }) as Error
    expect(() => readNewLink(`#/new?prompt=${prompt}`, templates)).toThrow(invalid)
    expect(() => writeNewLink({ template: 'vue-ts', prompt })).toThrow(invalid)
  })

  it.each(['#/', '#/newer', '#/new/x', '#/s/abc', '', '#/p/1?x=/new'])('is not %j', (hash) => {
    expect(readNewLink(hash, templates)).toBeUndefined()
  })

  it.each(['rails', '', '__proto__', 'vue-ts/../x'])(
    'that asks for the template %j gets the default',
    (id) => {
      expect(readNewLink(`#/new?template=${encodeURIComponent(id)}`, templates)).toEqual({
        template: 'react-ts',
        prompt: '',
      })
    },
  )

  it('tells the model nothing that its reader does not see', () => {
    const tags = Array.from('evil', (c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')
    const prompt = encodeURIComponent(`a\u200bb\u202ec\0d${tags}e\r\nf\tg 🥞`)
    expect(readNewLink(`#/new?prompt=${prompt}`, templates)?.prompt).toBe('abcde\nf\tg 🥞')
  })

  it.each(['', 'A timer', 'a & b = c # d + e? % 100\nline 2 – “ü”'])(
    'brings back template and prompt: %j',
    (prompt) => {
      const link = writeNewLink({ template: 'vue-ts', prompt })
      expect(link).toMatch(/^#\/new\?[\w=&+%.*-]*$/)
      expect(readNewLink(link, templates)).toEqual({ template: 'vue-ts', prompt })
      expect(readNewLink(link.slice(1), templates)).toEqual({ template: 'vue-ts', prompt })
    },
  )

  it('takes malformed escapes as they are', () => {
    expect(readNewLink('#/new?prompt=100%', templates)?.prompt).toBe('100%')
  })
})
