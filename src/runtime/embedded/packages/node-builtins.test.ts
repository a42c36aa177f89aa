import { builtinModules } from 'node:module'
import { expect, it } from 'vitest'
import { isNodeBuiltin } from './node-builtins.ts'

it('takes packages, and paths in them, for none of Node', () => {
  for (const specifier of ['react', 'punycode/', 'fs/extra', 'constructor', './fs', '']) {
    expect(isNodeBuiltin(specifier)).toBe(false)
  }
})

it('knows all that this Node offers without a prefix', () => {
  const offered = builtinModules.filter((name) => !name.startsWith('_'))
  expect(offered.filter((name) => !isNodeBuiltin(name))).toEqual([])
  expect(isNodeBuiltin('node:test')).toBe(true)
})
