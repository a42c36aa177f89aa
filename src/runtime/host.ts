import type { StoreApi } from 'zustand/vanilla'
import type { Failure } from '#failure.ts'
import type { Workspace } from '#workspace/workspace.ts'
import type { LogStore } from './log.ts'
import type { BootRuntime, PreviewError, Process, Runtime, TerminalSize } from './runtime.ts'

export { createHost } from './create-host.ts'
export type { LogStore }

/** What the preview pane offers next. One of them is the primary action, the first. */
export type HostAction =
  | 'retry'
  | 'reload-page'
  | 'reinstall'
  | 'restart-server'
  | 'show-log'
  | 'open-settings'
  /** Tries the WebContainer again, while the embedded engine goes on. */
  | 'retry-webcontainer'
  /** Moves the preview over to the WebContainer that is ready. */
  | 'switch'

/** Which runtime a project wants. `auto`: the embedded engine at once, the WebContainer as soon as it is there. */
export type RuntimeChoice = 'auto' | 'embedded' | 'webcontainer'

/** Where the project's runtime is. Each is a named state of the preview pane. */
export type HostPhase =
  | { readonly name: 'idle' }
  | { readonly name: 'booting'; readonly since: number; readonly message: string }
  | { readonly name: 'mounting'; readonly since: number; readonly files: number }
  /** `detail` is the last line the installer printed. */
  | { readonly name: 'installing'; readonly since: number; readonly detail: string }
  | { readonly name: 'starting'; readonly since: number; readonly command: string }
  | { readonly name: 'ready'; readonly url: string; readonly port: number }
  /** Runs, but the project has nothing to serve (no dev script). */
  | { readonly name: 'no-server'; readonly reason: string }
  | {
      readonly name: 'failed'
      readonly stage: 'boot' | 'mount' | 'install' | 'server' | 'lost'
      readonly failure: Failure
      readonly actions: readonly HostAction[]
    }

/** Why the project runs on the embedded engine although the WebContainer was wanted, too. */
export interface HostNotice {
  readonly reason: Failure
  /** What the embedded engine cannot do, in a few words each. */
  readonly missing: readonly string[]
  /** What may help, the primary action first. */
  readonly actions: readonly HostAction[]
}

/** Up to `warnings`, those of the runtime that is shown. */
export interface HostState {
  readonly phase: HostPhase
  readonly kind: Runtime['kind'] | undefined
  /** Errors that the running preview reported since it last loaded; the newest 50. */
  readonly previewErrors: readonly PreviewError[]
  /** Grows when the preview's document must be loaded anew (a server came back, another runtime took over). */
  readonly previewGeneration: number
  /** What the runtime does without although the project asks for it; one sentence each. */
  readonly warnings: readonly string[]
  readonly choice: RuntimeChoice
  /** Where the WebContainer is that starts beside the embedded engine. */
  readonly beside: HostPhase | undefined
  /**
   * The WebContainer is ready. 'switch': it takes over when somebody says so, or
   * when nothing is in its way any more. 'waiting': somebody did, and a program has to end first.
   */
  readonly offer: 'switch' | 'waiting' | undefined
  readonly notice: HostNotice | undefined
  /** Why the embedded engine does not suit this project; undefined when it does, or was not asked for. */
  readonly unsuited: string | undefined
}

/**
 * Boots, mounts, installs, serves, and keeps the runtime in step with the
 * workspace. One for an open project. It has one or two runtimes; everything
 * here is about the one that is shown. Another takes its place only while no
 * program runs in it that somebody started, or by `choose`.
 */
export interface Host {
  readonly store: StoreApi<HostState>
  /** What install and dev server printed. */
  readonly log: LogStore
  /** Begins, once; later calls do nothing. */
  start(): void
  /**
   * The runtime, as soon as the files are mounted, packages installed and no dev server is
   * starting: a command that rewrites what it reads could break it.
   * What it gives is always the runtime that is shown, also after another took over.
   * Rejects with the Failure of the phase that failed, or 'aborted' by `signal`.
   */
  ready(signal?: AbortSignal): Promise<Runtime>
  /** Resolves when everything that the workspace holds now has reached the runtime. */
  flushed(): Promise<void>
  act(action: Exclude<HostAction, 'show-log' | 'open-settings' | 'reload-page'>): void
  /** Takes effect at once, and ends what runs in a runtime that is not wanted any more. */
  choose(choice: RuntimeChoice): void
  /** Somebody uses the preview: it is not replaced from now on unless they say so. */
  previewTouched(): void
  /** The preview's document is there: the WebContainer may start without slowing it. */
  previewShown(): void
  /** Opens an interactive shell for the terminal, as soon as the files are mounted. */
  openShell(size: TerminalSize): Promise<Process>
  /** Forgets `previewErrors`; call it when the preview runs other code than before. */
  clearPreviewErrors(): void
  dispose(): Promise<void>
}

/** Times in milliseconds. */
export interface HostLimits {
  /** A backstop: an adapter has its own, shorter limit and knows more about the reason. */
  readonly bootMs: number
  /** How long an installer may print nothing. */
  readonly installSilenceMs: number
  /** From the start of the dev server to its first answer. */
  readonly serverReadyMs: number
  /** How long a person's edit of package.json rests before its packages are installed. */
  readonly manifestRestMs: number
  /** How long the WebContainer waits for the embedded engine's first preview before it boots beside it. */
  readonly besideMs: number
  /** How long it may take to boot then. */
  readonly besideBootMs: number
}

export interface HostOptions {
  readonly workspace: Workspace
  /** What there is to boot; at least one. */
  readonly boots: { readonly embedded?: BootRuntime; readonly webcontainer?: BootRuntime }
  /** 'auto' unless given. */
  readonly choice?: RuntimeChoice
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly limits?: Partial<HostLimits>
}
