import type { Workspace } from '#workspace/workspace.ts'
import { readManifest } from './manifest.ts'

/** `vite`, `vite dev` or `vite serve` with flags, and nothing before, after or around it. */
const PLAIN_VITE = /^\s*vite(?:\s+(?:dev|serve))?(?:\s+--?[\w.-]+(?:[= ][\w./:@-]+)?)*\s*$/

/** Why the embedded engine cannot serve a project, for people; undefined when it can. */
export function unsuitedReason(workspace: Workspace): string | undefined {
  const dev = readManifest(workspace)?.scripts.dev
  if (dev === undefined) return 'package.json has no dev script that runs Vite.'
  if (!PLAIN_VITE.test(dev)) return `The dev script is "${dev.slice(0, 80)}", not plain Vite.`
  if (!workspace.has('index.html')) return 'There is no index.html in the root of the project.'
  return undefined
}
