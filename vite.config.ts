/// <reference types="vitest/config" />
import { existsSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, normalizePath, type Plugin, type Rolldown } from 'vite'
import { tabsmithNodeProgram } from './src/runtime/embedded/prebuilt/node-program.ts'
import { tabsmithRegistry } from './src/runtime/embedded/prebuilt/registry.ts'
import { tabsmithPrebuilt } from './src/runtime/embedded/prebuilt/vite-plugin.ts'
import { bundleScript, tabsmithWorker } from './src/worker/vite-plugin.ts'

/**
 * WebContainer needs a cross-origin isolated page. The same two headers belong
 * on any host (see README, "Hosting").
 */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'credentialless',
}

/**
 * What really protects a key: no script but our own ever runs on this origin.
 * `connect-src` stays wide because a model may live at any address;
 * `style-src` allows inline styles because CodeMirror and xterm write them.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "manifest-src 'self'",
  "connect-src 'self' https: http: ws: wss:",
  // 'self': preview documents, which the service worker sandboxes.
  "frame-src 'self' https: http://localhost:* http://*.localhost:* http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Only in builds: the dev server's own inline scripts would be blocked. */
const contentSecurityPolicy: Plugin = {
  name: 'tabsmith:content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
}

/** A source file as bundlers name it. One that was moved would silently be grouped no more. */
function moduleId(file: string): string {
  const full = path.join(import.meta.dirname, file)
  if (!existsSync(full)) throw new Error(`There is no ${file}: see vite.config.ts.`)
  return normalizePath(full)
}

/** What every page loads at once. */
const HOME = ['src/main.tsx'].map(moduleId)
/** What the page of a project loads at once, beyond the home page. */
const PROJECT = [
  'src/ui/workbench/workbench-page.tsx',
  'src/projects/create-session.ts',
  'src/runtime/embedded/boot.ts',
  'src/storage/preview-storage.ts',
].map(moduleId)
/** What opens without a project, and is not to load one's code. */
const WITHOUT_PROJECT = [
  'src/ui/settings/settings-dialog.tsx',
  'src/ui/import/import-dialog.tsx',
  'src/ui/share/opening-page.tsx',
].map(moduleId)

type Modules = Pick<Rolldown.ChunkingContext, 'getModuleInfo'>
const closures = new Map<readonly string[], ReadonlySet<string>>()

/**
 * The modules that `roots` import, without those that are imported when asked for. Roots that
 * are not in a build count for nothing: the tests build pages of their own by this file.
 */
function closureOf(roots: readonly string[], modules: Modules): ReadonlySet<string> {
  const known = closures.get(roots)
  if (known) return known
  const found = new Set<string>()
  const queue = [...roots]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue
    found.add(id)
    queue.push(...(modules.getModuleInfo(id)?.importedIds ?? []))
  }
  closures.set(roots, found)
  return found
}

/**
 * One chunk for the home page and one for the page of a project: each of the fifty that they
 * are in otherwise comes through the service worker, and costs an opening a millisecond or two.
 */
function chunkOf(id: string, modules: Modules): string | null {
  if (closureOf(HOME, modules).has(id)) return 'home'
  if (closureOf(WITHOUT_PROJECT, modules).has(id)) return null
  return closureOf(PROJECT, modules).has(id) ? 'project' : null
}

export default defineConfig({
  // Relative, so that the build works from any sub-path of any static host.
  base: './',
  plugins: [
    react(),
    contentSecurityPolicy,
    tabsmithRegistry(),
    tabsmithPrebuilt(),
    // For the dev server, which makes workers by these plugins and not by `worker.plugins`.
    tabsmithNodeProgram(bundleScript),
    tabsmithWorker({ previewEntry: 'src/runtime/embedded/page/main.ts' }),
  ],
  // just-bash looks for Node's zlib; it is refused by name in the engine's shell.
  resolve: { alias: { 'node:zlib': '/src/runtime/embedded/shell/bash/zlib.ts' } },
  // The engine's worker loads its heavy parts when they are first needed.
  worker: {
    format: 'es',
    plugins: () => [
      tabsmithRegistry(),
      tabsmithPrebuilt({ emit: false }),
      tabsmithNodeProgram(bundleScript),
    ],
  },
  // The dev server finds the packages of these ahead: one that it meets later makes it bundle
  // anew and reload the page, and a worker that is loading fails.
  optimizeDeps: {
    entries: [
      'index.html',
      'src/runtime/embedded/engine/worker.ts',
      'src/runtime/embedded/typescript/worker.ts',
    ],
  },
  server: { host: '127.0.0.1', headers: isolation },
  preview: { host: '127.0.0.1', headers: isolation },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf }] },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    environment: 'node',
    // Against a test that hangs; how long one takes is no promise, and machines can be busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Styles are emptied under test, but those of the templates are read as text.
    css: { include: [/\?raw$/] },
  },
})
