import type { News } from '../calls.ts'
import { createDevServer } from '../dev/create-dev-server.ts'
import type { DevServer, PreviewStorage } from '../dev/dev-server.ts'
import type { EngineFiles } from '../files.ts'
import type { Packages } from '../packages/packages.ts'
import type { EngineOptions } from '../protocol.ts'
import type { CommandContext } from '../shell/shell.ts'
import { transformHtml } from '../transform/html.ts'
import type { Transform } from '../transform/transform.ts'

/** Vite's own. Nothing listens there: it is what people know their app by. */
const PORT = 5173

export interface ServeOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly transform: Transform
  readonly options: EngineOptions
  readonly tell: (news: News) => void
}

/** The `vite` command, and the preview documents that belong to it. */
export function createServe({ files, packages, transform, options, tell }: ServeOptions) {
  let server: DevServer | undefined
  /** A document may say hello before its server runs. */
  let early: MessagePort | undefined
  let print: (line: string) => void = () => undefined

  const items: Record<string, string> = Object.assign(
    Object.create(null) as Record<string, string>,
    options.storage,
  )
  const storage: PreviewStorage = {
    read: () => Promise.resolve(items),
    change: (key, value) => {
      if (key === null) for (const name of Object.keys(items)) Reflect.deleteProperty(items, name)
      else if (value === null) Reflect.deleteProperty(items, key)
      else items[key] = value
      tell({ type: 'storage', key, value })
    },
  }

  async function run({ signal, out, err }: CommandContext): Promise<number> {
    if (server) {
      err(`A dev server is running already, on port ${PORT}.\n`)
      return 1
    }
    print = (line) => out(`${line}\n`)
    // First, so that the page opens the preview's frame meanwhile.
    tell({ type: 'event', event: { type: 'server-ready', port: PORT, url: options.previewUrl } })
    const started = createDevServer({
      files,
      packages,
      transform,
      transformHtml,
      storage,
      print,
      onWarnings: (warnings) => tell({ type: 'event', event: { type: 'warnings', warnings } }),
      onError: (error) =>
        tell({ type: 'event', event: { type: 'preview-error', error: { ...error, port: PORT } } }),
    })
    server = started
    if (early) started.connect(early)
    early = undefined
    out(`\n  Tabsmith's embedded engine, in place of Vite\n\n  ➜  Preview: ready\n\n`)
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    }
    server = undefined
    started.close()
    tell({ type: 'event', event: { type: 'port-closed', port: PORT } })
    return 143
  }

  return {
    run,
    /** A line for the server's output; lost when none runs. */
    print: (line: string): void => print(line),
    connect: (port: MessagePort): void => {
      if (server) server.connect(port)
      else early = port
    },
  }
}
