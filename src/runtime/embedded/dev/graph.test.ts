import { expect, it, vi } from 'vitest'
import { CompileError } from '../module.ts'
import type { Compiled, CompileModule } from './compile-module.ts'
import { createGraph, MAX_MODULES } from './graph.ts'

it('refuses a page of too many modules before they are compiled', async () => {
  const compile = vi.fn<CompileModule>((id) => {
    const all = Array.from({ length: MAX_MODULES }, (_, n) => `/src/m${n}.js`)
    return Promise.resolve(compiled(id, id === '/src/main.js' ? all : []))
  })
  const graph = createGraph({ compile, text: () => undefined })
  const closure = graph.closure(['/src/main.js'], () => false)
  await expect(closure).rejects.toBeInstanceOf(CompileError)
  await expect(closure).rejects.toThrow(`imports more than ${MAX_MODULES} modules`)
  expect(compile).toHaveBeenCalledTimes(1)
})

function compiled(id: string, imports: readonly string[]): Compiled {
  const links = Object.fromEntries(imports.map((target) => [target, target]))
  return {
    module: { id, format: 'esm', code: '', imports, links },
    needs: imports,
    worker: false,
    inputs: [id.slice(1)],
    stems: [],
    dependsOnPaths: false,
    dependsOnAllText: false,
  }
}
