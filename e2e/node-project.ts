import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FileTree } from '#workspace/workspace.ts'

/** A project in a folder of its own, used with plain Node and npm, as after an export. */
export interface NodeProject {
  readonly folder: string
  /** Runs npm and resolves with its output; rejects with the output when it fails. */
  npm(...args: string[]): Promise<string>
  /** Starts `npm run <script>` and resolves with the address that Vite prints. */
  serve(script: 'dev' | 'preview'): Promise<string>
  /** Ends what runs and removes the folder. */
  close(): Promise<void>
}

export async function createNodeProject(files: FileTree): Promise<NodeProject> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-project-'))
  for (const [name, bytes] of files) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
  const servers: (() => Promise<void>)[] = []

  function start(args: readonly string[]) {
    // A group of its own, because npm does not pass signals on to what it runs.
    const child = spawn('npm', args, { cwd: folder, detached: true, env: cleanEnvironment() })
    let output = ''
    const heard = new Set<() => void>()
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        for (const listener of heard) listener()
      })
    }
    return { child, heard, output: () => output }
  }

  return {
    folder,

    async npm(...args) {
      const { child, output } = start(args)
      const [code] = (await once(child, 'close')) as [number | null]
      if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}:\n${output()}`)
      return output()
    },

    async serve(script) {
      const { child, heard, output } = start(['run', script, '--', '--port', '0'])
      const closed = once(child, 'close')
      servers.push(async () => {
        if (child.exitCode === null && child.pid) process.kill(-child.pid)
        await closed
      })
      return new Promise((resolve, reject) => {
        heard.add(() => {
          const [url] = /http:\/\/localhost:\d+\//.exec(output()) ?? []
          if (url) resolve(url)
        })
        void closed.then(() => reject(new Error(`npm run ${script} ended:\n${output()}`)))
      })
    },

    async close() {
      for (const stop of servers) await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Without the settings that the test runner's own npm put there, and without
 * colours. Without NODE_ENV, too: Vite's preview server, which runs in this process
 * for other tests, sets it to production, and npm would install no dev dependencies.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && !name.startsWith('npm_package_'),
  )
  return { ...Object.fromEntries(kept), NO_COLOR: '1', FORCE_COLOR: '0' }
}
