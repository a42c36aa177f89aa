import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { hostileZips } from '../../src/projects/archive/hostile-cases.ts'
import { linkOf } from '../../src/share/fixtures.ts'
import { hostileBodies } from '../../src/share/hostile-cases.ts'
import { round } from './figures.ts'
import type { Refused } from './hostile/program.ts'
import { expect, test } from './test.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
const run = promisify(execFile)

interface Input {
  readonly what: string
  readonly kind: 'link' | 'zip'
  readonly content: string | Uint8Array
  readonly reason: RegExp | string
}

async function inputs(): Promise<Input[]> {
  const links = hostileBodies.map(async ([what, body, reason]): Promise<Input> => {
    return { what: `link: ${what}`, kind: 'link', content: await linkOf(body), reason }
  })
  const zips = hostileZips.map(([what, zip, reason]): Input => {
    return { what: `zip: ${what}`, kind: 'zip', content: zip, reason }
  })
  return [...(await Promise.all(links)), ...zips]
}

const name = 'A hostile link or zip is refused in less than a second and 100 MB'

test(name, async ({ found }) => {
  test.setTimeout(300_000)
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-hostile-'))
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: { ssr: 'e2e/bench/hostile/program.ts', outDir: folder, target: 'node20' },
      ssr: { noExternal: true },
    })
    const rows: (Refused & { readonly what: string })[] = []
    for (const { what, kind, content, reason } of await inputs()) {
      const file = path.join(folder, 'input')
      await writeFile(file, content)
      const program = path.join(folder, 'program.js')
      const { stdout } = await run(process.execPath, [program, kind, file])
      const refused = JSON.parse(stdout) as Refused
      expect(refused.reason, what).toMatch(reason)
      rows.push({ what, ...refused })
    }
    const slowest = rows.toSorted((a, b) => b.ms - a.ms)[0]
    const largest = rows.toSorted((a, b) => b.memoryMB - a.memoryMB)[0]
    await found({
      name,
      figures: {
        rows: rows.length,
        ms: round(slowest?.ms ?? Infinity, 1),
        slowest: slowest?.what ?? '',
        memoryMB: round(largest?.memoryMB ?? Infinity, 1),
        largest: largest?.what ?? '',
      },
      limits: { ms: { atMost: 1000 }, memoryMB: { atMost: 100 } },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
