/** Programs of the engine: what `spawn` starts. */
import type { EngineFiles } from '../files.ts'
import type { Packages } from '../packages/packages.ts'
import type { SpawnOptions, TerminalSize } from '../../runtime.ts'

/** One command, such as `npm` or `tsc`, as the dispatcher and just-bash both call it. */
export interface Command {
  readonly name: string
  run(context: CommandContext): Promise<number>
}

export interface CommandContext {
  readonly args: readonly string[]
  /** Folder relative to the project, '' for the project itself. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdin: Input
  readonly terminal: TerminalSize | undefined
  readonly signal: AbortSignal
  /** Standard output and standard error. */
  out(text: string): void
  err(text: string): void
}

export interface Input {
  /** The next text that was typed or piped; undefined at the end. */
  read(): Promise<string | undefined>
}

/** What the commands need of the rest of the engine. */
export interface ShellOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  /** Starts the dev server and resolves when `signal` aborts; gives the exit code. */
  readonly serve: (context: CommandContext) => Promise<number>
  /** `vite build`: writes dist through files.writeByProgram. */
  readonly build: (context: CommandContext) => Promise<number>
  /** Runs a node program in its sandbox; `args[0]` is the file, or `-e` and a script. */
  readonly node: (context: CommandContext) => Promise<number>
  readonly typeCheck: (context: CommandContext) => Promise<number>
}

export interface ShellProcess {
  readonly exit: Promise<number>
  write(text: string): void
  kill(): void
  resize(size: TerminalSize): void
}

export interface Shell {
  /**
   * Failure 'not-found' for a command that does not exist. `bash` (or `sh`)
   * without arguments and with a terminal is interactive.
   */
  spawn(
    command: string,
    args: readonly string[],
    options: SpawnOptions,
    onOutput: (text: string) => void,
  ): ShellProcess
}
