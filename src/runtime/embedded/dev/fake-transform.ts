import { decodeText } from '#workspace/workspace.ts'
import { CompileError } from '../module.ts'
import type { Transform } from '../transform/transform.ts'

/**
 * For tests only: finds imports that are written in single quotes, keeps the
 * text as the code, and fails with the first line that has FAULT in it.
 * `// reads <path>`, `// reads all` and `// globs` say what a module depends on.
 */
export function createFakeTransform(): Transform & { readonly calls: string[] } {
  const calls: string[] = []
  const transform: Transform = async ({ path, query, bytes }, around) => {
    calls.push(query === '' ? path : `${path}?${query}`)
    const text = decodeText(bytes) ?? ''
    const line = text.split('\n').findIndex((part) => part.includes('FAULT'))
    if (line >= 0) {
      const place = { file: path, line: line + 1, column: 0, frame: text }
      throw new CompileError({ message: 'a fault', ...place })
    }
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')
    const reads = all(/^\/\/ reads (.+)$/gm).filter((name) => name !== 'all')
    const isGlob = text.includes('// globs')
    const code = [text, ...reads.map(around.text), ...(isGlob ? around.paths() : [])].join('\n')
    const readsAll = text.includes('// reads all')
    return {
      format: 'esm',
      code: readsAll ? code + around.paths().map(around.text).join() : code,
      imports: all(/(?:from|import) '([^']+)'/g),
      dynamicImports: all(/import\('([^']+)'\)/g),
      dependencies: reads,
      dependsOnPaths: isGlob,
      dependsOnAllText: readsAll,
    }
  }
  return Object.assign(transform, { calls })
}
