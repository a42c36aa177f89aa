import ts from 'typescript'

export interface TscArguments {
  readonly options: ts.CompilerOptions
  readonly fileNames: readonly string[]
  readonly errors: readonly ts.Diagnostic[]
  /** `-b`: the names are projects. */
  readonly build: boolean
}

/** What tsc can do and this checker does not, and why. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['watch', 'it would never end. Run tsc again after a change: it stays warm.'],
  ['init', 'write tsconfig.json by hand, or start from a template.'],
  ['showConfig', 'read tsconfig.json instead.'],
  ['generateTrace', 'traces are not kept.'],
  ['generateCpuProfile', 'profiles are not kept.'],
  ['explainFiles', 'use --listFiles.'],
  ['diagnostics', 'it measures nothing.'],
  ['extendedDiagnostics', 'it measures nothing.'],
  ['clean', 'delete the folder that was written.'],
  ['dry', 'nothing is kept between builds.'],
  ['locale', 'messages are in English only.'],
])

const HELP = `tsc: the TypeScript compiler in Tabsmith's embedded engine - version ${ts.version}

tsc --noEmit           checks the project of the nearest tsconfig.json
tsc -p <folder|file>   checks another project
tsc -b                 checks a project and those that it refers to
tsc                    also writes the output, where tsconfig.json asks for it
`

/** Reads tsc's command line. With `output`, that is all there is to do. */
export function readArguments(
  args: readonly string[],
): TscArguments | { readonly code: number; readonly output: string } {
  const build = /^--?(?:b|build)$/i.test(args[0] ?? '')
  const { options, fileNames, errors } = build
    ? buildArguments(args)
    : ts.parseCommandLine(args, () => undefined)
  if (options.version === true) return { code: 0, output: `Version ${ts.version}\n` }
  if (options.help === true || options.all === true) return { code: 0, output: HELP }
  for (const [name, why] of REFUSED) {
    if (options[name] === undefined || options[name] === false) continue
    return { code: 1, output: `tsc --${name} does not work in the embedded engine: ${why}\n` }
  }
  if (options.project !== undefined && fileNames.length > 0) {
    const output =
      "error TS5042: Option 'project' cannot be mixed with source files on a command line.\n"
    return { code: 1, output }
  }
  return { options, fileNames, errors, build }
}

function buildArguments(args: readonly string[]) {
  const { buildOptions, projects, errors } = ts.parseBuildCommand(args)
  // Nothing is kept between builds, so every build is a forced one.
  const given = Object.entries(buildOptions).filter(([name]) => !/^(?:force|verbose)$/.test(name))
  const options: ts.CompilerOptions = Object.fromEntries(given)
  return { options, fileNames: projects, errors }
}
