import { expect, it } from 'vitest'
import { readBuildFlags } from './flags.ts'

it.each([
  [['--ssr'], 'does not know --ssr'],
  [['src'], 'does not know src'],
  [['--minify=false'], 'does not know --minify=false'],
  [['--base'], '--base needs a value'],
  [['--outDir', '../elsewhere'], 'inside of the project'],
  [['--outDir', '/tmp'], 'inside of the project'],
  [['--outDir='], 'inside of the project'],
])('refuses %j', (args, why) => {
  expect(readBuildFlags(args)).toEqual({ refused: expect.stringContaining(why) as string })
})

it('builds for production into the folder of the settings unless told', () => {
  const expected = { mode: 'production', base: undefined, outDir: undefined }
  expect(readBuildFlags([])).toEqual(expected)
  expect(readBuildFlags(['.', '--emptyOutDir', '--minify', '--logLevel', 'warn'])).toEqual(expected)
})

it('takes a mode, a base and a folder in both ways of writing', () => {
  expect(readBuildFlags(['-m', 'staging', '--base=/a=b/', '--outDir', './out/site/'])).toEqual({
    mode: 'staging',
    base: '/a=b/',
    outDir: 'out/site',
  })
})

it.each([
  ['', './'],
  ['./', './'],
  ['x', '/x/'],
  ['/x', '/x/'],
  ['https://cdn.example/x', 'https://cdn.example/x/'],
])('takes the base %j as %j', (base, taken) => {
  expect(readBuildFlags([`--base=${base}`])).toMatchObject({ base: taken })
})
