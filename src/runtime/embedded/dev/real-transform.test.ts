import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import type { PreviewNews } from '../protocol.ts'
import { createTransform } from '../transform/create-transform.ts'
import { transformHtml } from '../transform/html.ts'
import { createDevServer } from './create-dev-server.ts'
import { createFakePackages } from './fake-packages.ts'

const TEMPLATE = path.join(import.meta.dirname, '../../../../templates/react-ts')

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function template() {
  const names = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
  return new Map(
    names
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(TEMPLATE, file), new Uint8Array(readFileSync(file))]),
  )
}

/** With the real transforms: everything but the packages' own code is what a preview gets. */
it('serves the React template and updates a component of it', { timeout: 60_000 }, async () => {
  const files = createEngineFiles()
  files.mount(template())
  const esm = { format: 'esm', code: '$x({}); yield;' } as const
  const lines: string[] = []
  const server = createDevServer({
    files,
    packages: createFakePackages({
      react: { entries: { '.': esm, './jsx-runtime': esm, './jsx-dev-runtime': esm } },
      'react-dom': { entries: { '.': esm, './client': esm } },
    }),
    transform: createTransform(),
    transformHtml,
    storage: { read: () => Promise.resolve({}), change: () => undefined },
    print: (line) => lines.push(line),
    onError: () => undefined,
  })
  const { port1, port2 } = new MessageChannel()
  closing.push(() => server.close())
  closing.push(() => port1.close())
  const inbox = createInbox(port1)
  server.connect(port2)

  port1.postMessage({ type: 'start', path: '/' })
  const start = await inbox.next()
  if (start.type !== 'start') throw new Error(`${start.type} came`)
  if (!start.graph.ok) throw new Error(JSON.stringify(start.graph.problem))
  expect(start.refresh).toBe(true)
  expect(start.entries).toEqual(['/src/main.tsx'])
  const ids = start.graph.modules.map(({ id }) => id)
  expect(ids).toContain('/src/App.tsx')
  expect(ids).toContain('/@dep/react-dom!./client')
  for (const { code, format } of start.graph.modules) {
    const make = () =>
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- compiled as the registry does, never run
      new Function('$i', '$x', '$m', '$d', '$g', `"use strict"; return function* () { ${code}\n}`)
    if (format === 'esm') expect(make).not.toThrow()
  }

  const app = files.text('src/App.tsx') ?? ''
  files.write([{ type: 'write', path: 'src/App.tsx', bytes: encodeText(`${app}\n// edited`) }])
  const update = await inbox.next()
  if (update.type !== 'update') throw new Error(JSON.stringify(update))
  expect(update.changed).toEqual(['/src/App.tsx'])
  expect(update.modules.map(({ refreshBoundary }) => refreshBoundary)).toEqual([true])
  expect(lines).toEqual(['hmr update /src/App.tsx'])
})

function createInbox(port: MessagePort) {
  const inbox: PreviewNews[] = []
  const waiting: ((news: PreviewNews) => void)[] = []
  port.onmessage = ({ data }: MessageEvent<PreviewNews>) => {
    const take = waiting.shift()
    if (take) take(data)
    else inbox.push(data)
  }
  const next = async () =>
    inbox.shift() ?? (await new Promise<PreviewNews>((take) => waiting.push(take)))
  return { next }
}
