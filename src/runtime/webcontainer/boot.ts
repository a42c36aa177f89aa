import { asFailure, Failure } from '#failure.ts'
import { withLimit } from '../command.ts'
import { previewScript } from '../preview/script.ts'
import type { BootRuntime, Runtime } from '../runtime.ts'
import { preflight, readEnvironment } from './preflight.ts'
import type { Environment } from './preflight.ts'
import { createWebContainerRuntime } from './runtime.ts'
import type { ContainerClient } from './runtime.ts'

/** How long a boot may take, in milliseconds. Usual: one to ten seconds. */
const BOOT_MS = 30_000
const PREVIEW_SCRIPT_MS = 5_000

/** What is used of `@webcontainer/api`. */
export interface ClientModule {
  readonly WebContainer: {
    boot(options: {
      coep: 'credentialless'
      workdirName: string
      forwardPreviewErrors: boolean
    }): Promise<BootedClient>
  }
  configureAPIKey(key: string): void
}

export type BootedClient = ContainerClient & {
  setPreviewScript(source: string): Promise<void>
}

export interface WebContainerOptions {
  /** For production use; StackBlitz gives keys to its customers. */
  readonly apiKey?: string | undefined
  readonly bootMs?: number
  /** For tests. */
  readonly environment?: () => Environment
  readonly loadClient?: () => Promise<ClientModule>
}

/**
 * Boots WebContainers, one at a time. Nothing is loaded before the first
 * boot. Make one of these per page: it knows when no further boot can succeed.
 */
export function createWebContainerBoot(options: WebContainerOptions = {}): BootRuntime {
  const {
    apiKey,
    bootMs = BOOT_MS,
    environment = readEnvironment,
    loadClient = () => import('@webcontainer/api'),
  } = options
  let keyConfigured = false
  /** The client waits for its frame for ever, and so would every further boot in this page. */
  let frameDead = false
  /** Settles when everybody who took a turn has ended it. */
  let vacant: Promise<void> = Promise.resolve()

  async function client(): Promise<ClientModule> {
    try {
      const loaded = await loadClient()
      if (apiKey && !keyConfigured) loaded.configureAPIKey(apiKey)
      keyConfigured = true
      return loaded
    } catch (error) {
      throw new Failure('unreachable', 'The WebContainer client could not be loaded.', {
        hint: 'Check the network connection, then try again.',
        cause: error,
      })
    }
  }

  async function bootClient({ WebContainer }: ClientModule): Promise<BootedClient> {
    try {
      const booted = await WebContainer.boot({
        coep: 'credentialless',
        workdirName: 'project',
        forwardPreviewErrors: true,
      })
      frameDead = false // it answered after all
      return booted
    } catch (error) {
      throw new Failure(
        'unreachable',
        `WebContainer refused to start: ${asFailure(error).message}`,
        { hint: 'Try again. If it goes on, reload the page.', cause: error },
      )
    }
  }

  return async ({ onProgress, signal }) => {
    const { origin, ...page } = environment()
    const problem = preflight({ origin, ...page })
    if (problem) throw problem
    if (frameDead) throw frameFailure()

    onProgress('Loading WebContainer')
    const loaded = await withLimit(client(), { limitMs: bootMs, signal, onLimit: frameFailure })
    const release = await takeTurn(signal)

    onProgress('Starting WebContainer')
    const discard = (late: BootedClient) => {
      late.teardown()
      release()
    }
    const booting = bootClient(loaded)
    booting.catch(release)
    // Given up by who waited, because it took too long: a further boot would wait as well.
    const givenUp = () => {
      frameDead ||= asFailure(signal.reason).kind === 'timeout'
    }
    signal.addEventListener('abort', givenUp, { once: true })
    const booted = await withLimit(booting, {
      limitMs: bootMs,
      signal,
      onLimit: () => {
        frameDead = true
        return frameFailure()
      },
      discard,
    }).finally(() => signal.removeEventListener('abort', givenUp))

    try {
      await withLimit(booted.setPreviewScript(previewScript(origin)), {
        limitMs: PREVIEW_SCRIPT_MS,
        signal,
        onLimit: () => new Failure('timeout', 'it did not answer'),
      })
    } catch (error) {
      const failure = asFailure(error)
      if (failure.kind === 'aborted') {
        discard(booted)
        throw failure
      }
      onProgress(`The preview will have no address bar: ${failure.message}`)
    }
    return runtimeOf(booted, release)
  }

  /** Waits until those who came before are done; gives what ends the own turn. */
  async function takeTurn(signal: AbortSignal): Promise<() => void> {
    const before = vacant
    let release!: () => void
    const mine = new Promise<void>((resolve) => {
      release = resolve
    })
    vacant = before.then(() => mine)
    try {
      await withLimit(before, { limitMs: bootMs, signal, onLimit: occupiedFailure })
    } catch (error) {
      release()
      throw error
    }
    return release
  }

  function runtimeOf(booted: BootedClient, release: () => void): Runtime {
    return createWebContainerRuntime(booted, {
      onFrameDead: () => {
        frameDead = true
      },
      onDispose: release,
    })
  }
}

function frameFailure(): Failure {
  return new Failure('timeout', 'WebContainer does not answer.', {
    hint:
      'Reload the page to try again. A firewall, an ad blocker or blocked third-party ' +
      'cookies can keep stackblitz.com from answering.',
  })
}

function occupiedFailure(): Failure {
  return new Failure('conflict', 'Another project still uses WebContainer.', {
    hint: 'Close that project, or reload the page.',
  })
}
