import type { Transformed } from './transform.ts'

interface Parts {
  /** Specifiers, in the order of `$i`. */
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  /** What each export's getter gives; read at every use. */
  readonly exports: ReadonlyMap<string, string>
  readonly body: string
  readonly dependencies?: Iterable<string>
  readonly dependsOnPaths?: boolean
  readonly dependsOnAllText?: boolean
}

/** A module that a transform writes itself, in the shape that module.ts gives to `esm`. */
export function emitModule(parts: Parts): Transformed {
  const getters = [...parts.exports].map(([name, value]) => `[${quote(name)}]: () => ${value}`)
  return {
    format: 'esm',
    code: `$x({ ${getters.join(', ')} }); yield;\n${parts.body}\n`,
    imports: parts.imports ?? [],
    dynamicImports: parts.dynamicImports ?? [],
    dependencies: [...(parts.dependencies ?? [])],
    dependsOnPaths: parts.dependsOnPaths ?? false,
    ...(parts.dependsOnAllText ? { dependsOnAllText: true } : {}),
  }
}

/** A module whose only export is a string. */
export function emitText(text: string, more: Omit<Parts, 'exports' | 'body'> = {}): Transformed {
  return emitModule({
    ...more,
    exports: new Map([['default', 'text']]),
    body: `const text = ${quote(text)}`,
  })
}

/** A JavaScript literal. */
export function quote(text: string): string {
  return JSON.stringify(text)
}

/** Names that `export const` takes: what Vite makes named exports of. */
export function isExportName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name)
}

const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum ' +
    'eval export extends false finally for function if implements import in instanceof interface ' +
    'let new null package private protected public return static super switch this throw true ' +
    'try typeof var void while with yield'
  ).split(' '),
)
