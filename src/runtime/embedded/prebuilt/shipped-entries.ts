/**
 * What the shipped templates (and the code that the transforms write) import
 * of npm packages, by subpath. These are pre-bundled when the app is built,
 * together with what they import themselves, so that a new project's first
 * preview needs neither registry nor esbuild.
 */
export const shippedEntries: Readonly<Record<string, readonly string[]>> = {
  react: ['.', './jsx-runtime', './jsx-dev-runtime'],
  'react-dom': ['.', './client'],
  vue: ['.'],
  svelte: [
    '.',
    './animate',
    './attachments',
    './easing',
    './events',
    './internal/client',
    './internal/disclose-version',
    './internal/flags/async',
    './internal/flags/legacy',
    './internal/flags/tracing',
    './legacy',
    './motion',
    './reactivity',
    './store',
    './transition',
  ],
}
