import type { Failure } from '#failure.ts'
import type { HostAction, HostPhase } from './host.ts'

/** Where something failed. */
export type Stage = Extract<HostPhase, { name: 'failed' }>['stage']

/** What the preview pane offers after a failure, the primary action first. */
export function actionsFor(
  stage: Stage,
  failure: Failure,
  needsReload: boolean,
): readonly HostAction[] {
  switch (stage) {
    case 'boot':
      if (failure.kind === 'timeout' || failure.kind === 'unsupported') return ['reload-page']
      return ['retry', 'reload-page']
    case 'mount':
      return ['retry', 'reload-page']
    case 'install':
      return ['reinstall', 'show-log']
    case 'server':
      return ['restart-server', 'show-log']
    case 'lost':
      return needsReload ? ['reload-page'] : ['retry', 'reload-page']
  }
}
