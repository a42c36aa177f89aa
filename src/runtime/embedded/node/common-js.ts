import { parse, type Node } from 'acorn'
import { CompileError } from '../module.ts'
import type { Transform, Transformed } from '../transform/transform.ts'
import { codeFrame } from '../transform/code-frame.ts'
import { PROJECT_ROOT } from './messages.ts'

/**
 * What node programs have and pages have not: CommonJS files. `isModule` tells
 * whether the nearest package.json says `"type": "module"`.
 */
export function withCommonJs(transform: Transform, isModule: (path: string) => boolean): Transform {
  return async (input, around) => {
    if (input.query !== '' || !/\.c?js$/.test(input.path)) return transform(input, around)
    const source = new TextDecoder().decode(input.bytes).replace(/^#!/, '//')
    const isCommon =
      input.path.endsWith('.cjs') || (!isModule(input.path) && !hasModuleSyntax(source))
    if (isCommon) return commonJs(input.path, source)
    return transform({ ...input, bytes: new TextEncoder().encode(source) }, around)
  }
}

/** As newer versions of Node decide for files whose package.json says nothing. */
function hasModuleSyntax(source: string): boolean {
  try {
    parse(source, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true })
    return false
  } catch {
    return true
  }
}

function commonJs(path: string, source: string): Transformed {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const names = [`${PROJECT_ROOT}/${path}`, folder ? `${PROJECT_ROOT}/${folder}` : PROJECT_ROOT]
  const [file, parent] = names.map((name) => JSON.stringify(name))
  return {
    format: 'cjs',
    // On the first line, so that all others keep their numbers.
    code: `var __filename=${file},__dirname=${parent};${source}`,
    imports: [],
    dynamicImports: requiredIn(path, source),
    dependencies: [path],
    dependsOnPaths: false,
  }
}

/** The specifiers of `require('…')` that are written down. */
function requiredIn(path: string, source: string): string[] {
  const found = new Set<string>()
  visit(parseScript(path, source), (node) => {
    if (node.type !== 'CallExpression' || !('callee' in node) || !('arguments' in node)) return
    const callee = node.callee as Node & { name?: unknown }
    const [first] = node.arguments as (Node & { value?: unknown })[]
    if (callee.type === 'Identifier' && callee.name === 'require' && first?.type === 'Literal') {
      if (typeof first.value === 'string') found.add(first.value)
    }
  })
  return [...found]
}

function parseScript(path: string, source: string): Node {
  try {
    return parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
    })
  } catch (error) {
    const at = error instanceof SyntaxError && 'loc' in error ? error.loc : undefined
    const { line, column } = (at ?? { line: 1, column: 0 }) as { line: number; column: number }
    throw new CompileError({
      message: String(error instanceof Error ? error.message : error).replace(/ \(\d+:\d+\)$/, ''),
      file: path,
      line,
      column,
      frame: codeFrame(source, line, column),
    })
  }
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node)
  for (const child of Object.values(node) as unknown[]) {
    if (isNode(child)) visit(child, see)
    else if (Array.isArray(child)) for (const item of child) if (isNode(item)) visit(item, see)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
