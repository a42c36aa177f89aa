import ts from 'typescript'
import { readArguments, type TscArguments } from './arguments.ts'
import { matchFiles } from './match-files.ts'
import type { CheckReply, CheckRequest } from './messages.ts'
import { createReport } from './report.ts'
import { createVirtualFiles, LIBRARIES, ROOT, type VirtualFiles } from './virtual-files.ts'

/** `tsc` over a project that it is told about; keeps what it parsed and checked for the next time. */
export interface Checker {
  check(request: CheckRequest): Promise<CheckReply>
}

/** How many projects (tsconfig files) stay warm. */
const MAX_WARM = 10
/** How many projects may refer to each other. */
const MAX_PROJECTS = 100

type Builder = ts.SemanticDiagnosticsBuilderProgram

interface Run {
  readonly code: number
  readonly output: string
  readonly writes: ReadonlyMap<string, string>
}

export function createChecker(): Checker {
  const files = createVirtualFiles()
  const sources = createSourceCache(files)
  /** Checked programs by tsconfig, and the shape of the file system that they were resolved in. */
  const warm = new Map<string, { readonly builder: Builder; readonly shape: number }>()

  function createHost(cwd: string, oldShape: number): ts.CompilerHost {
    const host: ts.CompilerHost = {
      fileExists: files.fileExists,
      readFile: files.read,
      directoryExists: files.folderExists,
      getDirectories: files.folders,
      getSourceFile: (path, language) => sources.get(path, language),
      getDefaultLibFileName: (of) => `${LIBRARIES}/${ts.getDefaultLibFileName(of)}`,
      getDefaultLibLocation: () => LIBRARIES,
      getCurrentDirectory: () => cwd,
      getCanonicalFileName: (path) => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      realpath: (path) => path,
      writeFile: () => undefined,
      hasInvalidatedResolutions: () => files.shape() !== oldShape,
    }
    // The builder reads it, though the type of a compiler host does not name it:
    // referenced projects are checked by their sources, nothing is built first.
    return Object.assign(host, { useSourceOfProjectReferenceRedirect: () => true })
  }

  function readConfig(path: string, given: ts.CompilerOptions, wanted: string | undefined) {
    const problems: ts.Diagnostic[] = []
    const config = ts.getParsedCommandLineOfConfigFile(path, given, {
      fileExists: files.fileExists,
      readFile: files.read,
      useCaseSensitiveFileNames: true,
      getCurrentDirectory: () => ROOT,
      readDirectory: (folder, extensions, exclude, include) =>
        matchFiles(files.below(ROOT), {
          folder,
          extensions,
          include,
          exclude: exclude ?? [],
        }),
      onUnRecoverableConfigFileDiagnostic: (problem) => problems.push(problem),
    })
    if (config) config.options = asWanted(config.options, wanted)
    return { config, problems }
  }

  /** Diagnostics of one program, or undefined when files are missing that have to be fetched first. */
  function checkProgram(
    config: ts.ParsedCommandLine,
    key: string | undefined,
    cwd: string,
    run: { readonly report: ReturnType<typeof createReport>; readonly writes: Map<string, string> },
  ): number | undefined {
    const { options, fileNames, projectReferences } = config
    const old = key === undefined ? undefined : warm.get(key)
    const host = createHost(cwd, old?.shape ?? -1)
    const builder = ts.createSemanticDiagnosticsBuilderProgram(
      fileNames,
      options,
      host,
      old?.builder,
      ts.getConfigFileParsingDiagnostics(config),
      projectReferences,
    )
    if (files.isIncomplete()) return undefined
    const problems = diagnosticsOf(builder)
    const hasErrors = problems.some(isError)
    let emitSkipped = options.noEmit === true
    if (!emitSkipped) {
      const emitted = builder.getProgram().emit(undefined, (path, text) => {
        if (path.startsWith(`${ROOT}/`)) run.writes.set(path.slice(ROOT.length + 1), text)
      })
      problems.push(...emitted.diagnostics)
      ;({ emitSkipped } = emitted)
    }
    if (key !== undefined) {
      warm.delete(key)
      warm.set(key, { builder, shape: files.shape() })
      for (const oldest of [...warm.keys()].slice(0, -MAX_WARM)) warm.delete(oldest)
    }
    run.report.add(problems)
    if (options.listFiles) {
      run.report.line(
        builder
          .getSourceFiles()
          .map((file) => file.fileName)
          .join('\n'),
      )
    }
    if (!hasErrors) return 0
    // As tsc: 1 when the errors kept it from writing, else 2. With noEmit it did all it was asked.
    return emitSkipped && options.noEmit !== true ? 1 : 2
  }

  function runOnce(request: CheckRequest, parsed: TscArguments): Run | undefined {
    const cwd = request.cwd === '' ? ROOT : `${ROOT}/${request.cwd}`
    const pretty =
      typeof parsed.options.pretty === 'boolean' ? parsed.options.pretty : request.pretty
    const run = { report: createReport(cwd, pretty), writes: new Map<string, string>() }
    const end = (code: number): Run => ({ code, output: run.report.text(), writes: run.writes })

    if (parsed.errors.length > 0) {
      run.report.add(parsed.errors)
      return end(1)
    }
    if (parsed.fileNames.length > 0 && !parsed.build) {
      const fileNames = parsed.fileNames.map((name) => resolve(cwd, name))
      const options = asWanted(parsed.options, request.wantedVersion)
      const config = { options, fileNames, errors: [] }
      const code = checkProgram(config, undefined, cwd, run)
      return code === undefined ? undefined : end(code)
    }
    const named = parsed.build ? parsed.fileNames : [parsed.options.project ?? '']
    let worst = 0
    const done = new Set<string>()
    /** Gives false when files are missing. */
    const visit = (path: string): boolean => {
      if (done.has(path) || done.size >= MAX_PROJECTS) return true
      done.add(path)
      const given: ts.CompilerOptions = { ...parsed.options }
      delete given.project
      const { config, problems } = readConfig(path, given, request.wantedVersion)
      if (files.isIncomplete()) return false
      if (!config) {
        run.report.add(problems)
        worst = Math.max(worst, 1)
        return true
      }
      if (parsed.build) {
        for (const reference of config.projectReferences ?? []) {
          if (!visit(ts.resolveProjectReferencePath(reference))) return false
        }
        // A config that only refers to others has nothing of its own.
        if (config.fileNames.length === 0 && config.projectReferences) return true
      }
      const code = checkProgram(config, path, cwd, run)
      worst = Math.max(worst, code ?? 0)
      return code !== undefined
    }
    for (const name of named.length > 0 ? named : ['']) {
      const path = findConfig(cwd, name, files)
      if (path === undefined) {
        run.report.line(missingConfig(cwd, name))
        return end(1)
      }
      if (!visit(path)) return undefined
    }
    run.report.summary()
    return end(worst)
  }

  return {
    check: async (request) => {
      files.update(request.changes)
      if (request.installed) files.install(request.installed)
      for (const added of request.packages) files.addPackage(added)
      const parsed = readArguments(request.args)
      if (typeof parsed === 'object' && 'output' in parsed) {
        return { type: 'done', ...parsed, writes: new Map() }
      }
      for (;;) {
        const run = runOnce(request, parsed)
        if (run) return { type: 'done', ...run }
        const folders = await files.complete()
        if (folders.length > 0) return { type: 'need', folders }
      }
    },
  }
}

interface CachedSource {
  readonly key: string
  readonly source: ts.SourceFile
}

/** The libraries are the same for every project. */
const librarySources = new Map<string, CachedSource>()

/** Parsed files, for as long as their text is the same. */
function createSourceCache(files: VirtualFiles) {
  const projectSources = new Map<string, CachedSource>()
  return {
    get: (
      path: string,
      language: ts.ScriptTarget | ts.CreateSourceFileOptions,
    ): ts.SourceFile | undefined => {
      if (!files.fileExists(path)) return undefined
      const text = files.read(path)
      if (text === undefined) return undefined
      const version = files.version(path)
      const format = typeof language === 'object' ? (language.impliedNodeFormat ?? 0) : 0
      const target = typeof language === 'object' ? language.languageVersion : language
      const key = `${version} ${target} ${format}`
      const cache = path.startsWith(`${LIBRARIES}/`) ? librarySources : projectSources
      const known = cache.get(path)
      if (known?.key === key && known.source.text === text) return known.source
      const source = ts.createSourceFile(path, text, language)
      // What a builder program compares files by.
      Object.assign(source, { version: key })
      cache.set(path, { key, source })
      return source
    },
  }
}

function diagnosticsOf(builder: Builder): ts.Diagnostic[] {
  const config = builder.getConfigFileParsingDiagnostics()
  const found = [...config, ...builder.getSyntacticDiagnostics()]
  if (found.length > config.length) return found
  found.push(...builder.getOptionsDiagnostics(), ...builder.getGlobalDiagnostics())
  if (found.length > config.length) return found
  found.push(...builder.getSemanticDiagnostics())
  return found
}

function isError({ category }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error
}

/**
 * A project that asks for TypeScript 5 was written against its defaults:
 * they are kept where the project says nothing itself.
 */
function asWanted(options: ts.CompilerOptions, version: string | undefined): ts.CompilerOptions {
  const major = Number(version?.split('.')[0] ?? ts.versionMajorMinor.split('.')[0])
  if (!(major < 6)) return options
  return {
    ...options,
    ignoreDeprecations: options.ignoreDeprecations ?? '6.0',
    strict: options.strict ?? false,
    types: options.types ?? ['*'],
    noUncheckedSideEffectImports: options.noUncheckedSideEffectImports ?? false,
  }
}

function resolve(cwd: string, path: string): string {
  const names: string[] = []
  for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/** The config that a name means: itself, or tsconfig.json in it; '' looks upwards from `cwd`. */
function findConfig(cwd: string, name: string, files: VirtualFiles): string | undefined {
  if (name === '') return ts.findConfigFile(cwd, files.fileExists)
  const path = resolve(cwd, name)
  if (files.fileExists(path)) return path
  const inside = `${path}/tsconfig.json`
  return files.fileExists(inside) ? inside : undefined
}

function missingConfig(cwd: string, name: string): string {
  return name === ''
    ? `error TS5081: Cannot find a tsconfig.json file at the current directory: ${cwd}.`
    : `error TS5058: The specified path does not exist: '${name}'.`
}
