import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import {
  fixtureRegistry,
  type FixturePackage,
} from '../../src/runtime/embedded/packages/registry-fixture.ts'
import { configuredRegistry } from '../../src/runtime/embedded/prebuilt/registry.ts'

/** Kept between runs, so that a machine fetches each package once. */
const cacheFolder = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../node_modules/.cache/registry',
)

/** `react`, `@mui%2fmaterial`, `@mui/material/-/material-1.0.0.tgz`; nothing else is passed on. */
const PACKAGE_PATH = /^((?:@[\w.~-]+(?:\/|%2f))?[\w.~-]+)(\/-\/[\w.~+-]+\.tgz)?$/i

/**
 * In front of the app's own way to the registry (`registry/` beside the app):
 * the given packages, and for all others a copy of what npm's registry said once.
 */
export function keptRegistry(packages: readonly FixturePackage[] = []): Plugin {
  const fixture = fixtureRegistry(packages)
  return {
    name: 'kept-registry',
    configurePreviewServer: ({ middlewares, config }) => {
      const prefix = `${config.base}registry/`
      middlewares.use((request, response, next) => {
        const { url = '' } = request
        if (!url.startsWith(prefix) || request.method !== 'GET') {
          next()
          return
        }
        answer(url.slice(prefix.length), response, fixture).catch((error: unknown) => {
          response.writeHead(502, { 'content-type': 'text/plain' })
          response.end(error instanceof Error ? error.message : 'The registry does not answer.')
        })
      })
    },
  }
}

async function answer(
  asked: string,
  response: ServerResponse,
  fixture: ReturnType<typeof fixtureRegistry>,
): Promise<void> {
  const { url, fetch } = await fixture
  const made = await fetch(url + asked)
  const match = PACKAGE_PATH.exec(asked)
  const bytes = made.ok ? Buffer.from(await made.arrayBuffer()) : match && (await kept(asked))
  const type = match?.[2] === undefined ? 'application/json' : 'application/octet-stream'
  response.writeHead(bytes ? 200 : 404, { 'content-type': type })
  response.end(bytes ?? '{}')
}

/** Undefined when there is no such package. */
async function kept(asked: string): Promise<Buffer | undefined> {
  await mkdir(cacheFolder, { recursive: true })
  const file = path.join(cacheFolder, createHash('sha256').update(asked).digest('hex'))
  const known = await readFile(file).catch(() => undefined)
  if (known) return known
  const upstream = await configuredRegistry()
  if (upstream === undefined) throw new Error('npm names no package registry.')
  const answer = await fetch(upstream + asked, {
    headers: { accept: 'application/vnd.npm.install-v1+json, */*' },
  })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`The registry answers ${answer.status}.`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  // Renamed when it is whole: another test may read at the same time.
  const partial = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(partial, bytes)
  await rename(partial, file)
  return bytes
}
