import { lastResult } from './fake-model/told.ts'
import { call, reply, text } from './fake-model/fake-model.ts'
import { startProject } from './stories/start-project.ts'
import { expect, test } from './test.ts'

test.use({ engine: 'embedded' })

const counter = (type: string) => `import { create } from 'zustand'

const useCount = create<{ n: number }>(() => ({ n: 1 }))

export function App() {
  const n: ${type} = useCount((state) => state.n)
  return <h1>Counted {n}</h1>
}
`

test('the agent works with the embedded engine: shell, packages, checks, refusals', async ({
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(180_000)
  /** Lets the agent make one call; gives what it was told. */
  async function told(tool: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    const done = `That was call ${fakeModel.requests.length}.`
    fakeModel.queue(reply(call(tool, input)), reply(text(done)))
    await tabsmith.send('go on')
    await expect(tabsmith.log.getByText(done)).toBeVisible({ timeout: 60_000 })
    await tabsmith.rest()
    return lastResult(fakeModel) ?? ''
  }
  const shell = (command: string) => told('shell', { command })

  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })

  await test.step('looks around', async () => {
    expect(await shell('ls')).toMatch(/index\.html[^]*package\.json[^]*src/)
    expect(await told('read', { path: 'src/App.tsx' })).toContain('export function App')
    expect(await shell('cat package.json | grep -c "react"')).toMatch(/\d/)
  })

  await test.step('adds a package, which npm ls then names', async () => {
    expect(await told('add_packages', { names: ['zustand@5'] })).toContain('Installed zustand@5')
    expect(await shell('npm ls')).toMatch(/zustand@5\.\d+\.\d+/)
  })

  await test.step('checks types against those of packages', async () => {
    await told('write', { path: 'src/App.tsx', content: counter('string') })
    const wrong = await told('check', {})
    expect(wrong).toContain('src/App.tsx')
    expect(wrong).toContain("TS2322: Type 'number' is not assignable to type 'string'")
    expect(wrong).not.toContain('Cannot find module')
    await told('write', { path: 'src/App.tsx', content: counter('number') })
    expect(await told('check', {})).toContain('Types: no errors.')
    expect(await shell('npx tsc --noEmit')).toContain('Exit code 0.')
    await expect(tabsmith.preview.getByRole('heading', { name: 'Counted 1' })).toBeVisible()
  })

  await test.step('builds', async () => {
    expect(await shell('npm run build')).toMatch(/dist\/index\.html/)
    expect(await shell('ls dist/assets')).toMatch(/\.js/)
  })

  await test.step('is told why something cannot be run, and what to do', async () => {
    const vitest = await shell('npx vitest')
    expect(vitest).toMatch(/vitest/)
    expect(vitest).toMatch(/WebContainer/)
    await told('write', {
      path: 'server.js',
      content: `import http from 'node:http'\nhttp.createServer(() => {}).listen(3000)\n`,
    })
    const server = await shell('node server.js')
    expect(server).toMatch(/listen|server|http/i)
    expect(server).toMatch(/WebContainer/)
    expect(server).not.toContain('Exit code 0.')
  })

  await test.step('takes the package out again', async () => {
    await told('write', {
      path: 'src/App.tsx',
      content: 'export function App() {\n  return <h1>Nothing</h1>\n}\n',
    })
    expect(await shell('npm uninstall zustand')).toContain('removed 1 package')
    expect(await shell('npm ls')).not.toContain('zustand')
    await expect(tabsmith.preview.getByRole('heading', { name: 'Nothing' })).toBeVisible()
  })
})
