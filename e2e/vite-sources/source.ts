import type { FrameLocator, Page } from '@playwright/test'

/** What a person sees of a running project: a frame of the workbench, or a tab. */
export type Shown = Page | FrameLocator

/** A small project that the embedded engine and Vite on Node must show alike. */
export interface Source {
  readonly name: string
  readonly files: Readonly<Record<string, string | readonly number[]>>
  /** The template whose packages it uses (its package.json and lockfile come with it). */
  readonly template?: 'react-tailwind-ts' | 'vue-ts' | 'svelte-ts'
  /** Text on the page once it has done all that it does by itself. */
  readonly shows: string
  /** What a person does then; it ends when the outcome is seen. */
  readonly act?: (shown: Shown) => Promise<void>
  /** `vite build` of it is compared, too: with relative addresses, or `everywhere` with other bases as well. */
  readonly build?: true | 'everywhere'
}

/** An index.html with one module script, for sources that are not about the page. */
export const page = (script: string, body = '<div id="app"></div>'): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <title>Source</title>
  </head>
  <body>
    ${body}
    <script type="module" src="${script}"></script>
  </body>
</html>
`

/** A module that fills the page with lines of `name: value`; sources import it as `./show`. */
export const show = `const app = document.querySelector('#app')!

export function show(name: string, value: unknown) {
  const line = document.createElement('p')
  line.dataset.name = name
  line.textContent = name + ': ' + (typeof value === 'string' ? value : JSON.stringify(value))
  app.append(line)
}

export function done() {
  show('state', 'all done')
}
`

/** A red picture of one pixel. */
export const redPng: readonly number[] = [
  ...Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
]

export const svg = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="${colour}"/></svg>\n`
