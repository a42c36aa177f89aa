import { MonitorOff, SquareDashed } from 'lucide-react'
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { commandData } from '#runtime/preview/messages.ts'
import type { HostPhase } from '#runtime/host.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { useSession } from '../context.ts'
import { endedTheTab } from '../workbench/start-guard.ts'
import { AskAgent } from './ask-agent.tsx'
import { CompileErrorSheet } from './compile-error-sheet.tsx'
import { ErrorBar } from './error-bar.tsx'
import { Failed } from './failed.tsx'
import { isStarting } from './phase-view.ts'
import { HungBar, Unloaded } from './hung.tsx'
import { PreviewFrame, previewTarget } from './preview-frame.tsx'
import { previewAddress, usePreview, usePreviewState, type SendCommand } from './preview-state.ts'
import { PreviewToolbar } from './preview-toolbar.tsx'
import { RuntimeNotice } from './runtime-notice.tsx'
import { Starting } from './starting.tsx'
import styles from './preview-pane.module.css'

/** True once the runtime can show the preview in a tab of its own. */
function useCanOpenTab(ready: boolean, kind: Runtime['kind']): boolean {
  const { host } = useSession()
  const [can, setCan] = useState(false)
  useEffect(() => {
    if (!ready) return
    const stop = new AbortController()
    host.ready(stop.signal).then(
      ({ abilities }) => setCan(abilities.previewInTab),
      // The phase says why; there is nothing to open until it changes.
      () => setCan(false),
    )
    return () => stop.abort()
  }, [host, ready, kind])
  return can
}

/** The running app, or the state that keeps it from running, its reason and the next step. */
export function PreviewPane() {
  const { host } = useSession()
  const preview = usePreview()
  const phase = useStore(host.store, (state) => state.phase)
  const kind = useStore(host.store, (state) => state.kind) ?? 'webcontainer'
  const generation = useStore(host.store, (state) => state.previewGeneration)
  const frame = useRef<HTMLIFrameElement>(null)
  const url = phase.name === 'ready' ? phase.url : undefined
  const canOpenTab = useCanOpenTab(url !== undefined, kind)
  const compileError = usePreviewState((state) => state.compileError)
  const loads = usePreviewState((state) => state.loads)
  const unloaded = usePreviewState((state) => state.unloaded)
  const onTouched = useCallback(() => host.previewTouched(), [host])

  const send: SendCommand = (command) => {
    if (url === undefined) return
    host.previewTouched()
    const { heard, hung, path } = preview.store.getState()
    const target = command.type === 'navigate' ? command.path : path
    const loading = command.type === 'navigate' || command.type === 'reload'
    if (loading && (hung || unloaded !== undefined)) {
      preview.loadAgain(target) // nobody in there would hear
    } else if (command.type === 'reload' && kind === 'embedded' && frame.current) {
      // It may be another site's page by now, which would not hear. A hash alone loads nothing.
      if (target.includes('#')) preview.loadAgain(target)
      else {
        preview.loading(target)
        frame.current.src = previewAddress(url, target)
      }
    } else if (heard) {
      const origin = previewTarget(url, kind)
      frame.current?.contentWindow?.postMessage(commandData(command), origin)
    } else if (loading && frame.current) {
      // A page that is not listening (it broke while loading) can still be replaced.
      preview.loading(target)
      frame.current.src = previewAddress(url, target)
    }
  }

  return (
    <section className={styles.pane} aria-label="Preview">
      <PreviewToolbar
        url={url}
        origin={url === undefined || kind === 'embedded' ? '' : new URL(url).host}
        canOpenTab={canOpenTab}
        send={send}
      />
      <RuntimeNotice />
      {url === undefined ? (
        <NoPage phase={phase} />
      ) : unloaded !== undefined ? (
        <Unloaded why={unloaded} />
      ) : (
        <Stage>
          <PreviewFrame
            key={`${url} ${generation} ${loads}`}
            url={url}
            kind={kind}
            onTouched={onTouched}
            frame={frame}
          />
          {compileError ? <CompileErrorSheet error={compileError} /> : <EmptyPage send={send} />}
        </Stage>
      )}
      {url !== undefined && <HungBar />}
      {url !== undefined && !compileError && <ErrorBar />}
    </section>
  )
}

function Stage({ children }: { readonly children: ReactNode }) {
  const width = usePreviewState((state) => state.width)
  return (
    <div className={styles.stage} data-width={width}>
      <div className={styles.page}>{children}</div>
    </div>
  )
}

/** The watchdog: a page that settled and drew nothing. */
function EmptyPage({ send }: { readonly send: SendCommand }) {
  const { host } = useSession()
  const empty = usePreviewState((state) => state.empty)
  const path = usePreviewState((state) => state.path)
  const failing = useStore(host.store, (state) => state.previewErrors.length > 0)
  if (!empty) return null
  return (
    <Blank
      icon={SquareDashed}
      role="status"
      className={styles.over}
      title="The page is empty"
      text={
        failing ? (
          'The app reported an error and drew nothing.'
        ) : (
          <>
            The app started without errors, but <code>{path}</code> drew nothing. The route may be
            missing.
          </>
        )
      }
      actions={
        <>
          <AskAgent
            variant="primary"
            spark
            message={`The page at ${path} draws nothing in the preview. Find out why and fix it.`}
          >
            Find out why
          </AskAgent>
          {path !== '/' && (
            <Button onClick={() => send({ type: 'navigate', path: '/' })}>Go to /</Button>
          )}
        </>
      }
    />
  )
}

function NoPage({ phase }: { readonly phase: HostPhase }) {
  const { host, project } = useSession()
  if (isStarting(phase)) return <Starting phase={phase} />
  if (phase.name === 'failed') return <Failed phase={phase} />
  if (phase.name === 'no-server') {
    return (
      <Blank
        icon={MonitorOff}
        className={styles.fill}
        title="Nothing to preview"
        text={phase.reason}
        actions={
          <>
            <AskAgent
              variant="primary"
              spark
              message="This project has no dev server. Add a dev script that serves it."
            >
              Add a dev server
            </AskAgent>
            <Button onClick={() => host.act('restart-server')}>Look again</Button>
          </>
        }
      />
    )
  }
  return (
    <Blank
      className={styles.fill}
      title="The preview has not started"
      text={
        endedTheTab(project.getState().id)
          ? 'The last times it did, this tab ended soon after. The app may loop without end or take all memory. Your files are as they were: look at the code first, or ask for a change.'
          : undefined
      }
      actions={
        <Button variant="primary" onClick={() => host.start()}>
          Start it
        </Button>
      }
    />
  )
}
