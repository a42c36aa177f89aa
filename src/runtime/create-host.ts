import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import { bothFailed, isRuntimesFault, nextMove, noticeOf } from './hand-over.ts'
import type { Host, HostLimits, HostNotice, HostOptions, HostPhase, HostState } from './host.ts'
import { createLane } from './lane.ts'
import type { Lane } from './lane.ts'
import { createLog } from './log.ts'
import type { Runtime } from './runtime.ts'
import { shownRuntime } from './shown-runtime.ts'
import { unsuitedReason } from './suits.ts'
import { createTurns } from './turns.ts'

const LIMITS: HostLimits = {
  bootMs: 40_000,
  installSilenceMs: 120_000,
  serverReadyMs: 60_000,
  manifestRestMs: 1_500,
  besideMs: 3_000,
  besideBootMs: 20_000,
}

type Kind = Runtime['kind']

export function createHost({ workspace, boots, now = Date.now, ...options }: HostOptions): Host {
  const limits = { ...LIMITS, ...options.limits }
  const log = createLog()
  const turns = createTurns()
  const lanes = new Map<Kind, { readonly lane: Lane; readonly leave: () => void }>()
  /** Lanes that are still closing. */
  const closing = new Set<Promise<void>>()
  const onShown = new Set<() => void>()
  let choice = options.choice ?? 'auto'
  let unsuited = whyUnsuited()
  let shown = plan().first
  let started = false
  let disposed = false
  let touched = false
  let wanted = false
  /** Why the embedded engine made way for the WebContainer; undefined when it just handed over. */
  let embeddedFailure: Failure | undefined
  /** The generations of the previews that were shown before this lane's. */
  let generations = 0
  let besideTimer: ReturnType<typeof setTimeout> | undefined
  let noticed: { readonly phase: HostPhase; readonly notice: HostNotice } | undefined
  let combined: { readonly phase: HostPhase; readonly both: HostPhase } | undefined

  open(shown)
  const store = createStore<HostState>(state)

  function whyUnsuited(): string | undefined {
    return choice === 'auto' && boots.embedded ? unsuitedReason(workspace) : undefined
  }

  function plan(): { readonly first: Kind; readonly beside: Kind | undefined } {
    const { embedded, webcontainer } = boots
    if (!embedded) return { first: 'webcontainer', beside: undefined }
    if (!webcontainer) return { first: 'embedded', beside: undefined }
    if (choice !== 'auto') return { first: choice, beside: undefined }
    return unsuited === undefined
      ? { first: 'embedded', beside: 'webcontainer' }
      : { first: 'webcontainer', beside: undefined }
  }

  function open(kind: Kind, bootMs = limits.bootMs): Lane {
    const boot = boots[kind]
    if (!boot) throw new Failure('bug', `There is no way to boot the runtime "${kind}".`)
    const lane = createLane({
      kind,
      workspace,
      boot,
      now,
      turns,
      limits: { ...limits, bootMs },
      onIdle: review,
    })
    const stops = [
      lane.store.subscribe(review),
      lane.log.onAppend((chunk) => {
        if (lanes.get(shown)?.lane === lane) log.append(chunk)
      }),
    ]
    lanes.set(kind, { lane, leave: () => stops.forEach((stop) => stop()) })
    return lane
  }

  function close(kind: Kind): void {
    const entry = lanes.get(kind)
    if (!entry) return
    lanes.delete(kind)
    entry.leave()
    const done = entry.lane.dispose().finally(() => closing.delete(done))
    closing.add(done)
  }

  function shownLane(): Lane {
    const lane = lanes.get(shown)?.lane
    if (!lane) throw new Failure('aborted', 'The project was closed.')
    return lane
  }

  function phaseOf(kind: Kind): HostPhase | undefined {
    return lanes.get(kind)?.lane.store.getState().phase
  }

  /** Makes another lane the one that is shown. */
  function show(kind: Kind): void {
    if (kind === shown) return
    generations = store.getState().previewGeneration
    shown = kind
    wanted = false
    log.append(shownLane().log.text())
    for (const listener of [...onShown]) listener()
  }

  function startBeside(): void {
    clearTimeout(besideTimer)
    besideTimer = undefined
    if (disposed || !started || plan().beside === undefined || lanes.has('webcontainer')) return
    open('webcontainer', Math.min(limits.bootMs, limits.besideBootMs)).start()
  }

  /** The embedded engine takes over, again, from a WebContainer that is no more. */
  function goBack(): void {
    open('embedded').start()
    show('embedded')
  }

  /** Looks at both lanes after every change of one. */
  function review(): void {
    if (disposed) return
    if (choice === 'auto') {
      if (shown === 'embedded') reviewEmbedded()
      else reviewWebContainer()
    }
    store.setState(state())
  }

  function reviewEmbedded(): void {
    const embedded = shownLane().store.getState().phase
    if (embedded.name === 'failed' || embedded.name === 'no-server') startBeside()
    if (move() !== 'show') return
    embeddedFailure = embedded.name === 'failed' ? embedded.failure : undefined
    show('webcontainer')
    close('embedded')
  }

  function reviewWebContainer(): void {
    const phase = phaseOf('webcontainer')
    if (phase?.name !== 'failed' || !isRuntimesFault(phase.stage)) return
    if (plan().beside !== undefined && !embeddedFailure) goBack()
  }

  function move() {
    const embedded = lanes.get('embedded')?.lane
    const webcontainer = phaseOf('webcontainer')
    if (shown !== 'embedded' || choice !== 'auto' || !embedded || !webcontainer) return 'wait'
    return nextMove({
      embedded: embedded.store.getState().phase,
      webcontainer,
      touched,
      wanted,
      working: embedded.working(),
      busy: embedded.busy(),
    })
  }

  function state(): HostState {
    const { previewErrors, previewGeneration, warnings } = shownLane().store.getState()
    const next = move()
    return {
      phase: shownPhase(),
      kind: shown,
      previewErrors,
      previewGeneration: generations + previewGeneration,
      warnings,
      choice,
      beside: shown === 'embedded' ? phaseOf('webcontainer') : undefined,
      offer: next === 'offer' ? (wanted ? 'waiting' : 'switch') : undefined,
      notice: next === 'notice' ? notice() : undefined,
      unsuited,
    }
  }

  /** The same object as long as it is about the same failure, so that it can be dismissed. */
  function notice(): HostNotice | undefined {
    const phase = phaseOf('webcontainer')
    if (phase?.name !== 'failed') return undefined
    if (noticed?.phase !== phase) noticed = { phase, notice: noticeOf(phase) }
    return noticed.notice
  }

  function shownPhase(): HostPhase {
    const { phase } = shownLane().store.getState()
    const why = noHelp()
    if (phase.name !== 'failed' || shown === 'embedded' || why === undefined) return phase
    if (!isRuntimesFault(phase.stage)) return phase
    if (combined?.phase !== phase) combined = { phase, both: bothFailed(phase, why) }
    return combined.both
  }

  /** Why the embedded engine cannot stand in for a WebContainer that failed. */
  function noHelp(): string | undefined {
    if (embeddedFailure) {
      return `The embedded engine does not run either: ${embeddedFailure.message.split('\n', 1)[0] ?? ''}`
    }
    return unsuited && `The embedded engine cannot run this project: ${unsuited}`
  }

  /** Does `work` with the lane that is shown; anew, when another is shown before it ended. */
  async function withShown<T>(
    work: (lane: Lane, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (;;) {
      if (disposed) throw new Failure('aborted', 'The project was closed.')
      const lane = shownLane()
      const moved = new AbortController()
      const leave = () => moved.abort()
      onShown.add(leave)
      try {
        const both = signal ? AbortSignal.any([signal, moved.signal]) : moved.signal
        const result = await work(lane, both)
        if (!moved.signal.aborted) return result
      } catch (error) {
        if (!moved.signal.aborted || signal?.aborted) throw error
      } finally {
        onShown.delete(leave)
      }
    }
  }

  const runtime = shownRuntime(() => withShown((lane, signal) => lane.ready(signal)))

  function retryWebContainer(): void {
    const phase = phaseOf('webcontainer')
    if (phase?.name !== 'failed') return
    const again = { install: 'reinstall', server: 'restart-server' } as const
    const { stage } = phase
    const action = stage === 'install' || stage === 'server' ? again[stage] : 'retry'
    lanes.get('webcontainer')?.lane.act(action)
  }

  return {
    store,
    log,
    start: () => {
      if (started || disposed) return
      started = true
      shownLane().start()
      if (plan().beside !== undefined) besideTimer = setTimeout(startBeside, limits.besideMs)
    },
    ready: async (signal) => runtime(await withShown((lane, both) => lane.ready(both), signal)),
    flushed: () => withShown((lane) => lane.flushed()),
    act: (action) => {
      if (disposed) return
      if (action === 'switch') {
        wanted = true
        review()
      } else if (action === 'retry-webcontainer') {
        retryWebContainer()
      } else {
        if (action === 'retry' && embeddedFailure && plan().beside !== undefined) {
          embeddedFailure = undefined
          goBack()
          retryWebContainer()
        } else shownLane().act(action)
      }
    },
    choose: (next) => {
      if (disposed || next === choice) return
      choice = next
      unsuited = whyUnsuited()
      embeddedFailure = undefined
      clearTimeout(besideTimer)
      const { first, beside } = plan()
      const up = phaseOf('webcontainer')?.name
      const stays = beside !== undefined && shown === 'webcontainer' && up !== 'failed'
      const target = stays ? shown : first
      if (!lanes.has(target)) open(target)
      show(target)
      for (const kind of [...lanes.keys()]) {
        if (kind !== target && kind !== beside) close(kind)
      }
      if (started) {
        if (target === 'webcontainer') retryWebContainer()
        shownLane().start()
        if (beside !== undefined) besideTimer = setTimeout(startBeside, limits.besideMs)
      }
      review()
    },
    previewTouched: () => {
      touched = true
    },
    previewShown: startBeside,
    openShell: (size) => withShown((lane) => lane.openShell(size)),
    clearPreviewErrors: () => shownLane().clearPreviewErrors(),
    dispose: async () => {
      if (disposed) return
      disposed = true
      clearTimeout(besideTimer)
      for (const { lane, leave } of lanes.values()) {
        leave()
        closing.add(lane.dispose())
      }
      await Promise.all(closing)
    },
  }
}
