import { builtScripts, GZIP_LEVEL, gzipSize } from './built-scripts.ts'
import { round } from './figures.ts'
import { expect, test } from './test.ts'

/**
 * What must not be part of a first visit, by a text that only its code holds;
 * names of chunks would say nothing. Minifying leaves these texts alone.
 */
const HEAVY: Readonly<Record<string, string>> = {
  'the editor (CodeMirror)': 'cm-content',
  'the terminal (xterm)': 'xterm-helper-textarea',
  'the AI SDK': 'vercel.ai.error',
  'the schemas (zod)': 'ZodError',
  'Markdown (marked)': 'markedjs/marked',
  'git (isomorphic-git)': 'git/isomorphic-git',
}

const name = 'The home page: at most 150 KB of JavaScript (gzip), none of it for later'

test(name, async ({ tabsmith, page, found }) => {
  const scripts = new Map<string, Promise<Buffer>>()
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? ''
    if (/javascript/.test(type)) scripts.set(response.url(), response.body())
  })
  await tabsmith.open()
  await page.waitForLoadState('networkidle')

  const loaded = await Promise.all(scripts.values())
  const built = [...(await builtScripts()).values()]
  const sources = loaded.map(String)
  const heavy = Object.entries(HEAVY).filter(([, text]) =>
    sources.some((source) => source.includes(text)),
  )
  for (const [what, text] of Object.entries(HEAVY)) {
    // A text that the build does not hold could never be found on the home page.
    expect(
      built.some((source) => source.includes(text)),
      `${what} is in the build`,
    ).toBe(true)
  }

  const sizes = loaded.map(gzipSize)
  await found({
    name,
    figures: {
      gzipKB: round(sum(sizes) / 1000, 1),
      gzipLevel: GZIP_LEVEL,
      plainKB: round(sum(loaded.map(({ length }) => length)) / 1000, 1),
      scripts: loaded.length,
      heavyParts: heavy.length,
      heavy: heavy.map(([what]) => what),
    },
    limits: { gzipKB: { atMost: 150 }, heavyParts: { exactly: 0 } },
  })
})

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
