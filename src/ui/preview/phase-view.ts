import type { HostAction, HostPhase, HostState } from '#runtime/host.ts'

/** The runtime's state in a few words, for the status in the header. */
export interface PhaseSummary {
  readonly tone: 'plain' | 'ok' | 'bad' | 'hot'
  readonly text: string
  /** For narrow screens. */
  readonly short: string
}

export const ENGINES = { webcontainer: 'WebContainer', embedded: 'Embedded engine' } as const

const BOOTING = {
  webcontainer: 'Boot WebContainer',
  embedded: 'Start the embedded engine',
} as const

export function phaseSummary({ phase, kind }: Pick<HostState, 'phase' | 'kind'>): PhaseSummary {
  const engine = ENGINES[kind ?? 'webcontainer']
  switch (phase.name) {
    case 'idle':
      return { tone: 'plain', text: 'Not started', short: 'Off' }
    case 'booting':
      return kind === 'embedded'
        ? { tone: 'hot', text: 'Starting the engine', short: 'Starting' }
        : { tone: 'hot', text: 'Booting WebContainer', short: 'Booting' }
    case 'mounting':
      return { tone: 'hot', text: 'Copying files', short: 'Copying' }
    case 'installing':
      return { tone: 'hot', text: 'Installing packages', short: 'Installing' }
    case 'starting':
      return { tone: 'hot', text: 'Starting dev server', short: 'Starting' }
    case 'ready':
      return { tone: 'ok', text: `${engine} ready`, short: 'Ready' }
    case 'no-server':
      return { tone: 'plain', text: `${engine} ready, no server`, short: 'No server' }
    case 'failed':
      return { tone: 'bad', ...FAILED_STAGES[phase.stage].status }
  }
}

interface FailedStage {
  readonly status: { readonly text: string; readonly short: string }
  readonly title: string
  /** What stays as it was. */
  readonly comfort: string
  /** The project itself may be at fault, so the agent may mend it. */
  readonly mendable: boolean
}

export const FAILED_STAGES: Readonly<
  Record<Extract<HostPhase, { name: 'failed' }>['stage'], FailedStage>
> = {
  boot: {
    status: { text: 'Boot failed', short: 'Failed' },
    title: 'The runtime did not start',
    comfort: 'You can still chat, read and edit every file.',
    mendable: false,
  },
  mount: {
    status: { text: 'Copying failed', short: 'Failed' },
    title: 'The files did not reach the runtime',
    comfort: 'Your files are saved; nothing is lost.',
    mendable: false,
  },
  install: {
    status: { text: 'Install failed', short: 'Failed' },
    title: 'The packages could not be installed',
    comfort: 'Your files are saved; nothing is lost.',
    mendable: true,
  },
  server: {
    status: { text: 'Server stopped', short: 'Stopped' },
    title: 'The dev server stopped',
    comfort: 'Your files are saved; nothing is lost.',
    mendable: true,
  },
  lost: {
    status: { text: 'Runtime lost', short: 'Lost' },
    title: 'The runtime stopped',
    comfort: 'Your files are saved; nothing is lost.',
    mendable: false,
  },
}

export function actionLabel(action: HostAction, stage: keyof typeof FAILED_STAGES): string {
  switch (action) {
    case 'retry':
      return stage === 'lost' ? 'Start again' : 'Try again'
    case 'reload-page':
      return 'Reload the page'
    case 'reinstall':
      return 'Install again'
    case 'restart-server':
      return 'Start the server again'
    case 'show-log':
      return 'Show log'
    case 'open-settings':
      return 'Open settings'
    case 'retry-webcontainer':
      return 'Try again'
    case 'switch':
      return 'Switch to WebContainer'
  }
}

export interface Step {
  readonly label: string
  readonly state: 'done' | 'now' | 'next'
  /** How many files, once they are there. */
  readonly note: string | undefined
}

const ORDER = ['booting', 'mounting', 'installing', 'starting'] as const

export type StartingPhase = Extract<HostPhase, { name: (typeof ORDER)[number] }>

export function isStarting(phase: HostPhase): phase is StartingPhase {
  return ORDER.some((name) => name === phase.name)
}

/** The way to a running preview, as a list. `files` is how many the project has. */
export function startSteps(phase: StartingPhase, kind: HostState['kind'], files: number): Step[] {
  const at = ORDER.indexOf(phase.name)
  const labels: Record<(typeof ORDER)[number], string> = {
    booting: BOOTING[kind ?? 'webcontainer'],
    mounting: 'Copy files',
    installing: 'Install packages',
    starting: 'Start dev server',
  }
  return ORDER.map((name, i) => ({
    label: labels[name],
    state: i < at ? 'done' : i === at ? 'now' : 'next',
    note: name === 'mounting' && i < at ? `${files}` : undefined,
  }))
}

/** What is known of the step in hand, under the list. */
export function stepDetail(phase: StartingPhase): string {
  switch (phase.name) {
    case 'booting':
      return phase.message
    case 'mounting':
      return `${phase.files} ${phase.files === 1 ? 'file' : 'files'}`
    case 'installing':
      return phase.detail
    case 'starting':
      return phase.command
  }
}
