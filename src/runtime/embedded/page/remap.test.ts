import { describe, expect, it } from 'vitest'
import { createRegistry } from './registry.ts'
import { createRemap, decodeMap } from './remap.ts'
import { headOf, moduleText } from './source-text.ts'
import type { CompiledModule } from '../module.ts'

const ORIGIN = 'https://app.example'
// Line 1, column 0 was line 3, column 4; line 2, column 2 was line 10, column 0.
const map = JSON.stringify({ version: 3, sources: ['App.tsx'], mappings: 'AAEI;EAOJ' })
const module: CompiledModule = {
  id: '/src/App.tsx?v=1',
  format: 'esm',
  code: '',
  imports: [],
  links: {},
  map,
}

describe('remapping', () => {
  const remap = createRemap(ORIGIN, (id) => (id === module.id ? module : undefined))

  it('leaves alone what it does not know', () => {
    for (const stack of [
      '',
      'Error: no',
      `at f (${ORIGIN}/other.ts:1:2)`,
      'at g (https://x/:1:1)',
    ]) {
      expect(remap(stack)).toBe(stack)
    }
    expect(decodeMap('no json')).toEqual([])
    expect(decodeMap('{"mappings":5}')).toEqual([])
    expect(decodeMap('{"mappings":"A*"}')).toEqual([[]])
  })

  it('finds the place of the user, with and without a name', () => {
    const first = headOf(module).length + 3
    expect(
      remap(
        `Error: x\n    at App (${ORIGIN}/src/App.tsx?v=1:1:${first})\n    at ${ORIGIN}/src/App.tsx?v=1:2:9`,
      ),
    ).toBe(`Error: x\n    at App (${ORIGIN}/src/App.tsx:3:5)\n    at ${ORIGIN}/src/App.tsx:10:1`)
  })

  it('fits the stack of code that really ran', async () => {
    const code = '$x({}); yield;\n  throw new Error("here")'
    const running = { ...module, code }
    const registry = createRegistry({
      address: (id) => ORIGIN + id,
      meta: () => ({}),
      load: () => Promise.reject(new Error()),
      resolve: () => Promise.reject(new Error()),
      asset: () => '',
      guard: () => undefined,
    })
    registry.add([running])
    const error: unknown = await registry.run(running.id).catch((reason: unknown) => reason)
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    expect(createRemap(ORIGIN, registry.module)(stack)).toContain(`${ORIGIN}/src/App.tsx:10:1`)
  })

  it('gives devtools a map that counts the text in front', () => {
    const [, encoded = ''] = moduleText(module, ORIGIN).split(';base64,')
    const [first] = decodeMap(atob(encoded))
    expect(first).toEqual([[headOf(module).length, 2, 4]])
  })
})
