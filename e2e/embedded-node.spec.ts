import { expect, test } from './engine-test.ts'
import type { Page } from '@playwright/test'

function run(page: Page, command: string, ...args: string[]) {
  return page.evaluate(([name, words]) => project.run(name, ...words), [command, args] as const)
}

const files = {
  'package.json': '{ "name": "scripts", "type": "module" }',
  'lib/double.js': 'export const double = (n) => n * 2',
  'lib/old.cjs': `const path = require('node:path')
module.exports = { here: path.basename(__filename), data: require('../data.json').answer }`,
  'data.json': '{ "answer": 42 }',
  'all.js': `import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'path'
import { fileURLToPath } from 'node:url'
import { EventEmitter, once } from 'node:events'
import util from 'node:util'
import assert from 'node:assert/strict'
import { double } from './lib/double.js'
import old from './lib/old.cjs'
import data from './data.json' with { type: 'json' }

const here = path.dirname(fileURLToPath(import.meta.url))
console.log('here', here, double(data.answer), old.here, old.data)
console.log(util.inspect({ a: [1, new Map([['k', 1]])] }))
const emitter = new EventEmitter()
setTimeout(() => emitter.emit('ready', 'yes'), 5)
const [answer] = await once(emitter, 'ready')
assert.equal(answer, 'yes')
assert.throws(() => assert.equal(1, 2), /1/)
const name = 'double'
const lazy = await import('./lib/' + name + '.js')
mkdirSync('out', { recursive: true })
writeFileSync('out/result.txt', String(lazy.double(21)))
console.log(await readFile('out/result.txt', 'utf8'), readFileSync('data.json', 'utf8').length)
console.error('to stderr')
process.on('exit', (code) => console.log('exit', code))
`,
  'throws.js': `function inner() {
  throw new TypeError('broken here')
}
inner()`,
  'rejects.js': `setTimeout(() => Promise.reject(new Error('late')), 1)`,
  'wrong.js': `const a = 1
const b = ;`,
  'missing.js': `import './none.js'`,
  'server.js': `import { createServer } from 'node:http'
createServer(() => {}).listen(3000)`,
  'child.js': `import { execSync } from 'node:child_process'
execSync('ls')`,
  'stdin.js': `let text = ''
process.stdin.setEncoding('utf8')
for await (const chunk of process.stdin) text += chunk
console.log(text.toUpperCase())`,
  'loop.js': `console.log('looping'); for (;;) {}`,
}

test.beforeEach(async ({ openProject }) => {
  await openProject(files, { show: false })
})

test('a script uses files, modules of both kinds, JSON and what Node brings along', async ({
  enginePage,
}) => {
  const { code, output } = await run(enginePage, 'node', 'all.js')
  expect(output.split('\n')).toEqual([
    'here /project 84 old.cjs 42',
    expect.stringContaining("Map(1) { 'k' => 1 }"),
    '42 16',
    'to stderr',
    'exit 0',
    '',
  ])
  expect(code).toBe(0)
  await expect
    .poll(() =>
      enginePage.evaluate(() =>
        project.events.flatMap((event) =>
          event.type === 'files-changed' ? event.changes.map(({ path }) => path) : [],
        ),
      ),
    )
    .toContain('out/result.txt')
})

test('what a script throws is told with its place, and ends it with 1', async ({ enginePage }) => {
  const thrown = await run(enginePage, 'node', 'throws.js')
  expect(thrown.output).toContain('TypeError: broken here')
  expect(thrown.output).toContain('/project/throws.js:2')
  expect(thrown.code).toBe(1)
  expect(await run(enginePage, 'node', 'rejects.js')).toMatchObject({
    code: 1,
    output: expect.stringContaining('late'),
  })
  const wrong = await run(enginePage, 'node', 'wrong.js')
  expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('wrong.js:2') })
  const missing = await run(enginePage, 'node', 'missing.js')
  expect(missing.output).toContain('./none.js')
  expect(missing.code).toBe(1)
})

test('what a sandbox has not got is refused by name, with the way out', async ({ enginePage }) => {
  const server = await run(enginePage, 'node', 'server.js')
  expect(server.output).toContain('http.createServer is not available in the embedded engine')
  expect(server.output).toContain('Choose the WebContainer')
  expect(server.code).toBe(1)
  expect((await run(enginePage, 'node', 'child.js')).output).toContain('child_process.execSync')
  expect((await run(enginePage, 'node', '--inspect', 'all.js')).code).toBe(9)
  expect((await run(enginePage, 'node', 'nothing.js')).output).toContain('Cannot find module')
})

test('a script is fed by a pipe, and a loop without end is killed', async ({ enginePage }) => {
  const piped = await run(enginePage, 'bash', '-c', 'echo hello | node stdin.js')
  expect(piped).toEqual({ code: 0, output: 'HELLO\n\n' })
  expect(await run(enginePage, 'node', '-p', '6 * 7')).toEqual({ code: 0, output: '42\n' })
  const code = await enginePage.evaluate(async () => {
    const process = await project.runtime.spawn('node', ['loop.js'])
    const reader = process.output.getReader()
    await reader.read()
    process.kill()
    return process.exit
  })
  expect(code).toBe(143)
  expect(await run(enginePage, 'node', '-e', 'console.log("still here")')).toMatchObject({
    output: 'still here\n',
  })
})
