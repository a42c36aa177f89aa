import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
// The build for browsers: the one for Node runs esbuild in a process of its own.
import * as browserBuild from 'esbuild-wasm/esm/browser.js'
import { Failure } from '#failure.ts'
import { createSurvivor, type Esbuild, type Service } from './esbuild-survivor.ts'

const NESTED = `let a = ${'!'.repeat(50_000)}1`

let esbuild: Esbuild
let starts = 0

beforeAll(async () => {
  vi.stubGlobal('self', globalThis)
  const file = createRequire(import.meta.url).resolve('esbuild-wasm/esbuild.wasm')
  const wasmModule = await WebAssembly.compile(await readFile(file))
  esbuild = await createSurvivor(async () => {
    starts++
    await browserBuild.initialize({ wasmModule, worker: false })
    return browserBuild
  }).start()
}, 60_000)

afterAll(() => vi.unstubAllGlobals())

describe('an esbuild that code breaks', () => {
  it('rejects the file that breaks it, and no other', async () => {
    starts = 0
    const results = await Promise.allSettled([
      esbuild.transform('let one: number = 1', { loader: 'ts' }),
      esbuild.transform(NESTED, { loader: 'ts' }),
      esbuild.transform('let two: number = 2', { loader: 'ts' }),
      esbuild.transform('let 3', { loader: 'ts' }),
    ])
    expect(results).toMatchObject([
      { status: 'fulfilled', value: { code: 'let one = 1;\n' } },
      { status: 'rejected', reason: expect.any(RangeError) as unknown },
      { status: 'fulfilled', value: { code: 'let two = 2;\n' } },
      { status: 'rejected', reason: { errors: [expect.anything()] } },
    ])
    expect(starts).toBeGreaterThan(0)
    const after = await esbuild.transform('let four: number = 4', { loader: 'ts' })
    expect(after.code).toBe('let four = 4;\n')
  })

  it('says of a build that it broke, and builds the next', async () => {
    const broken = esbuild.build(stdin(NESTED))
    await expect(broken).rejects.toBeInstanceOf(Failure)
    await expect(broken).rejects.toMatchObject({ kind: 'invalid' })
    const { outputFiles } = await esbuild.build(stdin('export const five: number = 5'))
    expect(outputFiles[0]?.text).toContain('five = 5')
  })
})

it('passes on why esbuild did not start, and starts it the next time', async () => {
  const service = { transform: vi.fn(), build: vi.fn(), stop: vi.fn() } as unknown as Service
  const start = vi.fn<() => Promise<Service>>().mockRejectedValueOnce(new Error('no network'))
  start.mockResolvedValue(service)
  const survivor = createSurvivor(start)
  await expect(survivor.start()).rejects.toThrow('no network')
  await expect(survivor.start()).resolves.toBeDefined()
})

function stdin(contents: string) {
  return {
    stdin: { contents, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  } as const
}
