import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Vite from 'vite'
import { createNodeProject } from '../node-project.ts'
import type { Source } from './source.ts'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const cache = path.join(root, 'node_modules', '.cache', 'vite-sources')

type TemplateId = NonNullable<Source['template']>

/** Its package.json and lockfile. */
async function templatePackage(id: TemplateId): Promise<Record<string, string>> {
  const folder = path.join(root, 'templates', id)
  return {
    'package.json': await readFile(path.join(folder, 'package.json'), 'utf8'),
    'package-lock.json': await readFile(path.join(folder, 'package-lock.json'), 'utf8'),
  }
}

/** With the package.json and the lockfile of its template, if it has one. */
export async function filesOf({ files, template }: Source): Promise<Source['files']> {
  return template ? { ...(await templatePackage(template)), ...files } : files
}

/** A folder with a template's packages; installed once for each state of the lockfile. */
async function installed(id: TemplateId): Promise<string> {
  const files = await templatePackage(id)
  const hash = createHash('sha256').update(Object.values(files).join('\n')).digest('hex')
  const folder = path.join(cache, `${id}-${hash.slice(0, 12)}`)
  const modules = path.join(folder, 'node_modules')
  if (existsSync(modules)) return modules
  const project = await createNodeProject(
    new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  )
  try {
    await project.npm('ci')
    await mkdir(cache, { recursive: true })
    // Moved in one step, so that runs beside this one see all of it or nothing.
    const copy = `${folder}.${process.pid}`
    await cp(project.folder, copy, { recursive: true, verbatimSymlinks: true })
    await rename(copy, folder).catch(async (error: unknown) => {
      await rm(copy, { recursive: true, force: true })
      if (!existsSync(modules)) throw error
    })
  } finally {
    await project.close()
  }
  return modules
}

/** Serves a source with the Vite of a template, in this process. Gives its address. */
export async function serveWithVite(
  source: Source,
): Promise<{ url: string; close: () => Promise<void> }> {
  const modules = await installed(source.template ?? 'react-tailwind-ts')
  // Not below node_modules, whose files Vite and its plugins treat as a package's.
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-vite-source-'))
  for (const [name, content] of Object.entries(await filesOf(source))) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : Uint8Array.from(content))
  }
  await symlink(modules, path.join(folder, 'node_modules'))
  const { createServer } = (await import(
    pathToFileURL(path.join(modules, 'vite/dist/node/index.js')).href
  )) as typeof Vite
  // The preview servers of other tests put `production` there.
  const { NODE_ENV } = process.env
  process.env['NODE_ENV'] = 'development'
  const server: Vite.ViteDevServer = await createServer({
    root: folder,
    logLevel: 'silent',
    cacheDir: path.join(folder, '.vite'),
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false, fs: { strict: false } },
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('Vite has no address.')
  return {
    url,
    close: async () => {
      await server.close()
      if (NODE_ENV === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = NODE_ENV
      await rm(folder, { recursive: true, force: true })
    },
  }
}
