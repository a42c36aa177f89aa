import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from '@playwright/test'
import { cleanEnvironment, createNodeProject } from '../node-project.ts'
import { shownTime } from './clock.ts'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
/** Between two looks whether the server answers, in milliseconds. */
const POLL_MS = 5

/** Real Vite on Node, with its packages installed: what the embedded engine is measured against. */
export interface ViteProject {
  readonly folder: string
  /** Starts Vite's own program, without npm around it; resolves when it answers. */
  start(): Promise<ViteServer>
  close(): Promise<void>
}

export interface ViteServer {
  readonly url: string
  /** When the process was started, in milliseconds since the epoch. */
  readonly startedAt: number
  stop(): Promise<void>
}

/** The files of a template, by path. */
export async function templateFiles(id: string): Promise<Map<string, Uint8Array>> {
  const folder = path.join(root, 'templates', id)
  const files = new Map<string, Uint8Array>()
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    files.set(path.relative(folder, file).split(path.sep).join('/'), await readFile(file))
  }
  return files
}

export async function createViteProject(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<ViteProject> {
  const project = await createNodeProject(files)
  await project.npm('ci')
  return {
    folder: project.folder,
    start: () => startVite(project.folder),
    close: () => project.close(),
  }
}

/**
 * Milliseconds from the start of Vite's process to the first paint of the heading
 * that the documents of `context` watch for; the first time, Vite bundles the packages.
 */
export async function viteFirstPaint(
  context: BrowserContext,
  project: ViteProject,
): Promise<number> {
  const page = await context.newPage()
  const server = await project.start()
  await page.goto(server.url)
  const shown = await shownTime(page)
  await page.close()
  await server.stop()
  return shown - server.startedAt
}

async function startVite(folder: string): Promise<ViteServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const program = path.join('node_modules', 'vite', 'bin', 'vite.js')
  const args = [program, '--host', '127.0.0.1', '--port', String(port), '--strictPort']
  const startedAt = Date.now()
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: 'ignore',
  })
  const closed = once(child, 'close')
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`Vite ended with exit code ${child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return {
    url,
    startedAt,
    stop: async () => {
      child.kill()
      await closed
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined)
  await response?.arrayBuffer()
  return response?.ok === true
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
