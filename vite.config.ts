/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
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
  build: { target: 'es2023', chunkSizeWarningLimit: 700 },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    environment: 'node',
    // Styles are emptied under test, but those of the templates are read as text.
    css: { include: [/\?raw$/] },
  },
})
