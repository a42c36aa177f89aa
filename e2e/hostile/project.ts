import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Frame, type Page } from '@playwright/test'
import { seedProject } from '../seed.ts'
import type { Tabsmith } from '../tabsmith.ts'

/** One attempt and what came of it. */
export type Row = readonly [name: string, outcome: string]

/** A source of this folder. */
export function source(name: string): string {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8')
}

/** A Vite project without packages, whose page runs `main`. */
export function project(
  main: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    'package.json': JSON.stringify({
      name: 'hostile',
      private: true,
      version: '0.0.0',
      type: 'module',
      scripts: { dev: 'vite' },
    }),
    'package-lock.json': JSON.stringify({
      name: 'hostile',
      version: '0.0.0',
      lockfileVersion: 3,
      packages: { '': { name: 'hostile', version: '0.0.0' } },
    }),
    'index.html': `<!doctype html>
<html lang="en">
  <head><meta charset="UTF-8" /><title>Hostile</title></head>
  <body><h1>Hostile</h1><script type="module" src="/src/main.js"></script></body>
</html>
`,
    'src/main.js': main,
    ...more,
  }
}

/** Stores a hostile project and opens it in the whole app, which has been opened before. */
export async function openHostile(
  { page, preview }: Tabsmith,
  url: string,
  id: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await seedProject(page, { id, files })
  await page.goto(`${url}#/p/${id}`)
  await expect(preview.getByRole('heading', { name: 'Hostile' })).toBeVisible({ timeout: 30_000 })
}

/** The preview's own frame, for looking into it whatever it shows. */
export async function previewFrame(page: Page): Promise<Frame> {
  const handle = await page.locator('iframe[title="Preview"]').elementHandle()
  const frame = await handle.contentFrame()
  if (!frame) throw new Error('There is no preview.')
  return frame
}

const all: { place: string; name: string; outcome: string }[] = []

/** Adds rows to the table, and gives the names of those that got something. */
export function note(place: string, rows: readonly Row[]): string[] {
  for (const [name, outcome] of rows) all.push({ place, name, outcome })
  return rows.filter(([, outcome]) => !outcome.startsWith('failed')).map(([name]) => name)
}

/** All attempts so far, as a table. */
export function table(): string {
  const width = (values: readonly string[]) => Math.max(...values.map(({ length }) => length))
  const places = width(all.map(({ place }) => place))
  const names = width(all.map(({ name }) => name))
  return all
    .map(({ place, name, outcome }) => `${place.padEnd(places)}  ${name.padEnd(names)}  ${outcome}`)
    .join('\n')
}
