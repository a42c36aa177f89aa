import type { HostNotice, HostPhase, RuntimeChoice } from '#runtime/host.ts'
import type { Runtime } from '#runtime/runtime.ts'

type Kind = Runtime['kind']

/** What the engines are called where there is little room. */
export const SHORT_NAMES: Readonly<Record<Kind, string>> = {
  embedded: 'Embedded',
  webcontainer: 'WebContainer',
}

export interface EngineWords {
  readonly title: string
  readonly what: string
  readonly can: readonly string[]
  readonly cannot: readonly string[]
}

export const ENGINE_WORDS: Readonly<Record<Kind, EngineWords>> = {
  embedded: {
    title: 'Embedded engine',
    what: 'Part of Tabsmith: compiles and runs the app in this page, without StackBlitz.',
    can: [
      'The app with updates in place, and its build',
      'npm packages that are plain JavaScript or WebAssembly',
      'Node scripts, tsc and a bash shell',
    ],
    cannot: [
      'Programs that listen on a port',
      'npx tools other than tsc and vite, such as vitest',
      'The preview in a tab of its own',
    ],
  },
  webcontainer: {
    title: 'WebContainer',
    what: 'A Node.js in this browser, loaded from StackBlitz.',
    can: ['Real Vite with all its plugins', 'Servers on any port', 'npm, npx and a shell'],
    cannot: ['Start without the network', 'Native binaries, Docker, git or Python'],
  },
}

export const CHOICES: readonly { readonly value: RuntimeChoice; readonly label: string }[] = [
  { value: 'auto', label: 'Auto' },
  { value: 'embedded', label: 'Embedded' },
  { value: 'webcontainer', label: 'WebContainer' },
]

export const CHOICE_WORDS: Readonly<Record<RuntimeChoice, string>> = {
  auto: 'The embedded engine at once; the WebContainer takes over when it is ready.',
  embedded: 'Only the embedded engine. Nothing is loaded from StackBlitz.',
  webcontainer: 'Only the WebContainer, also when it takes longer.',
}

/** How far the WebContainer is that starts beside the embedded engine; undefined when there is nothing to say. */
export function besideWords(phase: HostPhase | undefined): string | undefined {
  switch (phase?.name) {
    case 'idle':
    case 'booting':
    case 'mounting':
      return 'The WebContainer is starting beside it.'
    case 'installing':
      return 'The WebContainer is installing packages beside it.'
    case 'starting':
      return 'The WebContainer is starting the dev server beside it.'
    case undefined:
    case 'ready':
    case 'no-server':
    case 'failed':
      return undefined
  }
}

/** One line: which engine, and why. */
export function noticeWords({ reason }: HostNotice): string {
  const [first = ''] = reason.message.split('\n')
  return `Running on the embedded engine: ${first}`
}

/** One line: what is missing for it. */
export function missingWords({ missing }: HostNotice): string {
  const last = missing.at(-1) ?? ''
  const list = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${last}` : last
  return list === '' ? '' : `${list.charAt(0).toUpperCase()}${list.slice(1)} need the WebContainer.`
}
