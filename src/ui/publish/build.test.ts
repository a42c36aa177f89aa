import { describe, expect, it } from 'vitest'
import type { Session } from '#projects/session.ts'
import type { Process, Runtime } from '#runtime/runtime.ts'
import { createWorkspace, encodeText, type FileTree } from '#workspace/workspace.ts'
import { buildSite } from './build.ts'

const manifest = JSON.stringify({ scripts: { build: 'vite build' } })

function process(output: string, code: number): Process {
  return {
    output: new ReadableStream({
      start: (controller) => {
        controller.enqueue(output)
        controller.close()
      },
    }),
    exit: Promise.resolve(code),
    write: () => Promise.resolve(),
    kill: () => undefined,
    resize: () => undefined,
  }
}

/** An open project whose build prints, ends and leaves what is given. */
function session(given: {
  readonly manifest?: string
  readonly output?: string
  readonly code?: number
  readonly dist?: Readonly<Record<string, string>>
}) {
  const spawned: string[][] = []
  const dist: FileTree = new Map(
    Object.entries(given.dist ?? {}).map(([path, text]) => [path, encodeText(text)]),
  )
  const runtime: Pick<Runtime, 'spawn' | 'read'> = {
    spawn: (command, args) => {
      spawned.push([command, ...args])
      return Promise.resolve(process(given.output ?? '', given.code ?? 0))
    },
    read: () => Promise.resolve(dist),
  }
  const host = {
    ready: () => Promise.resolve(runtime as Runtime),
    flushed: () => Promise.resolve(),
  } as unknown as Session['host']
  const files = new Map([['package.json', encodeText(given.manifest ?? manifest)]])
  return { spawned, of: { host, workspace: createWorkspace(files) } }
}

const tools = () => ({ signal: new AbortController().signal, report: () => undefined })

describe('building a site', () => {
  it.each(['{}', 'not JSON', '{"scripts":{"build":7}}'])(
    'refuses a project without a build: %s',
    async (text) => {
      const { of, spawned } = session({ manifest: text })
      await expect(buildSite(of, tools())).rejects.toMatchObject({ kind: 'unsupported' })
      expect(spawned).toEqual([])
    },
  )

  it('carries the end of what a failing build printed, without its colours', async () => {
    const { of } = session({
      output: 'x'.repeat(5000) + '\n\u001b[31merror\u001b[0m here',
      code: 1,
    })
    await expect(buildSite(of, tools())).rejects.toMatchObject({
      kind: 'exit',
      message: expect.stringMatching(/error here$/) as string,
    })
  })

  it('refuses a build without a page', async () => {
    const { of } = session({ dist: { 'dist/a.js': '' } })
    await expect(buildSite(of, tools())).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('gives what was built from its root on, for the path it was asked for', async () => {
    const { of, spawned } = session({ dist: { 'dist/index.html': 'Hi', 'dist/a/b.js': '1' } })
    const site = await buildSite(of, tools(), '/app/')
    expect([...site.keys()]).toEqual(['index.html', 'a/b.js'])
    expect(spawned).toEqual([['npm', 'run', 'build', '--', '--base=/app/']])
  })
})
