import { describe, expect, it } from 'vitest'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { unsuitedReason } from './suits.ts'

function project(files: Record<string, string>) {
  return createWorkspace(
    new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)])),
  )
}
const withDev = (dev: string) =>
  unsuitedReason(
    project({ 'index.html': '', 'package.json': JSON.stringify({ scripts: { dev } }) }),
  )

describe('unsuitedReason', () => {
  it.each([
    'vite',
    ' vite ',
    'vite dev',
    'vite serve --host',
    'vite --port 3000 --open',
    'vite --mode=staging',
    'vite --host 0.0.0.0',
    'vite --open /about',
  ])('lets "%s" through', (dev) => {
    expect(withDev(dev)).toBeUndefined()
  })

  it.each([
    'vite build',
    'vite preview',
    'vite & node server.js',
    'node server.js',
    'next dev',
    'vitepress dev',
    'NODE_ENV=test vite',
    'vite && rm -r .',
    'vite --port $PORT',
    'npm run other',
    'vite; node .',
    'vite\nnode .',
    'concurrently "vite" "node ."',
  ])('names the dev script "%s"', (dev) => {
    expect(withDev(dev)).toContain('not plain Vite')
  })

  it('names what is missing', () => {
    expect(unsuitedReason(project({}))).toContain('no dev script')
    expect(unsuitedReason(project({ 'package.json': '{"scripts":{"dev":' }))).toContain('no dev')
    expect(
      unsuitedReason(
        project({ 'package.json': '{"scripts":{"dev":"vite"}}', 'src/index.html': '' }),
      ),
    ).toContain('no index.html')
  })
})
