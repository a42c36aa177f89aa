import { Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import { runCommand } from '#runtime/command.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { TaskTools } from '../use-task.ts'

/** How long a build may print nothing. Milliseconds. */
const SILENCE = 120_000
/** Characters of its output that a failure carries. */
const TAIL = 1_500
const FOLDER = 'dist/'

/**
 * Runs the project's build in its runtime and gives what it made: index.html at
 * the root. `base`: the path between slashes that the site will be at, if it is
 * not the root of its host. Rejects with Failure 'unsupported' for a project
 * without a build, 'exit' with the last lines for one that fails.
 */
export async function buildSite(
  { host, workspace }: Pick<Session, 'host' | 'workspace'>,
  { signal, report }: TaskTools,
  base?: string,
): Promise<FileTree> {
  if (!hasBuild(workspace.text('package.json'))) {
    throw new Failure(
      'unsupported',
      'This project has no build: package.json has no "build" script.',
      {
        hint: 'Ask the agent to add one that writes to dist, or publish the source instead.',
      },
    )
  }
  report({ words: 'Waiting for the runtime…' })
  const runtime = await host.ready(signal)
  await host.flushed()
  report({ words: 'Building…' })
  const output = tailOf((line) => report({ words: `Building… ${line}` }))
  const args = ['run', 'build', ...(base === undefined ? [] : ['--', `--base=${base}`])]
  const code = await runCommand(runtime, 'npm', args, {
    signal,
    silenceMs: SILENCE,
    onOutput: output.add,
  })
  if (code !== 0) {
    throw new Failure('exit', `The build failed (exit code ${code}).\n${output.text()}`, {
      hint: 'Nothing was published. Ask the agent to run the build and mend it.',
    })
  }
  const built = await runtime.read('dist')
  const site = new Map(
    [...built].flatMap(([path, bytes]) =>
      path.startsWith(FOLDER) ? [[path.slice(FOLDER.length), bytes] as const] : [],
    ),
  )
  if (!site.has('index.html')) {
    throw new Failure('not-found', 'The build ended well, but made no dist/index.html.', {
      hint: 'Let the build write to the folder dist, with an index.html in it.',
    })
  }
  return site
}

function hasBuild(manifest: string | undefined): boolean {
  try {
    const { scripts } = JSON.parse(manifest ?? '{}') as { scripts?: { build?: unknown } }
    return typeof scripts?.build === 'string'
  } catch {
    return false
  }
}

// eslint-disable-next-line no-control-regex -- what colours a terminal begins with ESC
const ESCAPES = /\u001b\[[\d;?]*[A-Za-z]/g

/** Keeps the end of what is printed, without colours, and tells its last line. */
function tailOf(onLine: (line: string) => void) {
  let kept = ''
  return {
    add: (chunk: string) => {
      kept = (kept + chunk.replace(ESCAPES, '')).slice(-TAIL)
      const line = kept
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1)
        ?.trim()
      if (line) onLine(line.slice(0, 80))
    },
    text: () => kept.trim(),
  }
}
