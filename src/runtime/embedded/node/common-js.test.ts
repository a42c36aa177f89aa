import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createTransform } from '../transform/create-transform.ts'
import { project } from '../transform/test-surroundings.ts'
import { withCommonJs } from './common-js.ts'

const run = (path: string, source: string, isModule = false) =>
  withCommonJs(createTransform(), () => isModule)(
    { path, query: '', bytes: encodeText(source) },
    project(),
  )

describe('withCommonJs', () => {
  it('tells a syntax error with its place', async () => {
    await expect(run('a.cjs', 'const a = 1\nconst = 2')).rejects.toMatchObject({
      problem: { file: 'a.cjs', line: 2, column: 6 },
    })
  })

  it('decides by extension, by package.json, and then by what is written', async () => {
    const cjs = 'module.exports = 1'
    expect((await run('a.cjs', cjs, true)).format).toBe('cjs')
    expect((await run('a.js', cjs)).format).toBe('cjs')
    expect((await run('a.js', cjs, true)).format).toBe('esm')
    expect((await run('a.js', 'export default 1')).format).toBe('esm')
    expect((await run('a.mjs', 'await 1')).format).toBe('async')
  })

  it('finds what is required, keeps lines, and knows its own place', async () => {
    const made = await run(
      'lib/a.cjs',
      '#!/usr/bin/env node\nconst fs = require("fs")\nrequire(name)',
    )
    expect(made.dynamicImports).toEqual(['fs'])
    expect(made.code.split('\n')).toHaveLength(3)
    expect(made.code).toMatch(/^var __filename="\/project\/lib\/a.cjs",__dirname="\/project\/lib";/)
  })
})
