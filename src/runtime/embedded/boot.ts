import { asFailure, Failure } from '#failure.ts'
import { withLimit } from '../command.ts'
import type { BootRuntime } from '../runtime.ts'
import { createCalls } from './calls.ts'
import { createFrames } from './frames.ts'
import { createEmbeddedRuntime } from './runtime.ts'

/** How long the worker and the service worker together may take, in milliseconds. */
const BOOT_MS = 20_000

/** Keeps what a project's preview writes to its localStorage. */
export interface PreviewStorage {
  /** Everything that is kept. Never rejects: without storage there is nothing. */
  read(): Promise<Readonly<Record<string, string>>>
  /** `key` null clears, `value` null removes. Never rejects. */
  change(key: string | null, value: string | null): void
}

export interface EmbeddedOptions {
  readonly projectId: string
  /** Where packages come from, tried in order: absolute addresses with a trailing slash. */
  readonly registries: readonly string[]
  readonly storage: PreviewStorage
  /** Resolves when the service worker answers preview frames; rejects with the Failure that says why it cannot. */
  readonly previewReady: () => Promise<void>
  /** The workbench's window: it holds the frames. */
  readonly page: Window
  readonly startWorker: () => Worker
}

/** The embedded engine: boots from the app's own static files, with no network. */
export function createEmbeddedBoot(options: EmbeddedOptions): BootRuntime {
  const { page, projectId, registries, storage } = options
  return async ({ onProgress, signal }) => {
    onProgress('Starting the embedded engine')
    const baseUrl = new URL('./', page.document.baseURI).href
    const worker = options.startWorker()
    const calls = createCalls(worker)
    const frames = createFrames({
      page,
      baseUrl,
      onPreview: (port) => calls.send({ type: 'preview', port }, [port]),
    })
    try {
      const booting = Promise.all([storage.read(), options.previewReady()]).then(([kept]) =>
        calls.call({
          type: 'boot',
          options: { projectId, registries, baseUrl, previewUrl: baseUrl, storage: kept },
        }),
      )
      await withLimit(booting, {
        limitMs: BOOT_MS,
        signal,
        onLimit: () =>
          new Failure('timeout', 'The embedded engine did not start in time.', {
            hint: 'Reload the page to try again.',
          }),
      })
    } catch (error) {
      frames.dispose()
      calls.close(new Failure('lost', 'The embedded engine did not start.'))
      throw asFailure(error)
    }
    return createEmbeddedRuntime({ calls, frames, storage })
  }
}
