import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type LaunchOptions } from '@playwright/test'

/** How to launch the test browser. Plain data, so that it fits in an environment variable. */
export interface TestBrowser {
  readonly executablePath: string
  readonly args: string[]
  /** Added to the environment of the browser. */
  readonly env: Record<string, string>
}

/** Playwright loads its config again in every worker; the first answer is kept here. */
const MEMO = 'TABSMITH_E2E_BROWSER'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/**
 * Finds a Chromium, in this order: E2E_CHROME, Playwright's own download, an
 * installed Chrome, Chromium or Edge, the one inside @sparticuz/chromium.
 * Rejects with an error that says what to do when there is none.
 */
export async function findBrowser(): Promise<TestBrowser> {
  const known = process.env[MEMO]
  if (known) return JSON.parse(known) as TestBrowser

  const executablePath = fromVariable() ?? fromPlaywright() ?? fromSystem()
  const browser = executablePath
    ? { executablePath, args: flags(), env: {} }
    : await fromPackage(path.join(root, 'node_modules', '.cache'))
  process.env[MEMO] = JSON.stringify(browser)
  return browser
}

/** The same as options for Playwright. */
export async function launchOptions(): Promise<LaunchOptions> {
  const { executablePath, args, env } = await findBrowser()
  return { executablePath, args, env: { ...environment(), ...env } }
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function flags(): string[] {
  const asRoot = process.getuid?.() === 0
  // The sandbox refuses root, and CI containers usually are root.
  return ['--disable-background-networking', ...(asRoot ? ['--no-sandbox'] : [])]
}

function fromVariable(): string | undefined {
  const file = process.env['E2E_CHROME']
  if (!file) return undefined
  if (!existsSync(file)) throw new Error(`E2E_CHROME names ${file}, which does not exist.`)
  return file
}

function fromPlaywright(): string | undefined {
  const file = chromium.executablePath()
  return existsSync(file) ? file : undefined
}

function fromSystem(): string | undefined {
  return systemPaths().find((file) => existsSync(file))
}

function systemPaths(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
      (name) => process.env[name] ?? [],
    )
    const programs = ['Google\\Chrome\\Application\\chrome', 'Microsoft\\Edge\\Application\\msedge']
    return folders.flatMap((folder) =>
      programs.map((program) => path.join(folder, `${program}.exe`)),
    )
  }
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ]
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

/**
 * Unpacks the browser that @sparticuz/chromium carries, once for each version.
 * Its own `executablePath()` and `args` are made for AWS Lambda (a fixed
 * folder, one process for everything), so only its `inflate` is used.
 */
async function fromPackage(cache: string): Promise<TestBrowser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium was found for the browser tests. Install Chrome, or run ' +
        '"npx playwright install chromium", or set E2E_CHROME to the program of a Chromium.',
    )
  }
  const bin = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '../bin',
  )
  const { version } = createRequire(import.meta.url)(path.join(bin, '../package.json')) as {
    version: string
  }
  const folder = path.join(cache, `chromium-${version}`)
  if (!existsSync(folder)) await unpack(bin, folder)
  return {
    executablePath: path.join(folder, 'chromium'),
    args: flags(),
    env: {
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  }
}

/** Appears under its final name only when complete, so that two runs may do this at once. */
async function unpack(bin: string, folder: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium')
  const partial = `${folder}-${process.pid}`
  await mkdir(partial, { recursive: true })
  const previous = process.env['TMPDIR']
  process.env['TMPDIR'] = partial // where `inflate` puts things
  try {
    for (const archive of await readdir(bin)) await inflate(path.join(bin, archive))
  } finally {
    if (previous === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = previous
  }
  await writeFile(path.join(partial, 'fonts.conf'), fontsConf(folder))
  try {
    await rename(partial, folder)
  } catch (error) {
    await rm(partial, { recursive: true })
    if (!existsSync(folder)) throw error
  }
}

/** With no font at all text has no size and nothing can be clicked; the package carries one. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`
}
