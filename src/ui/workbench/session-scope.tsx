import { useEffect, useState, type ReactNode } from 'react'
import type { Session } from '#projects/session.ts'
import { SessionContext } from '../context.ts'
import { createLiveFiles, LiveFilesContext } from '../editor/live-files.ts'
import { createPreview, PreviewContext } from '../preview/preview-state.ts'
import { stopSync } from '../publish/download/folder-syncs.ts'
import { createWorkbenchView, ViewContext } from './view.ts'

/** What lives as long as the open project: what is shown of it, what arrives, what the preview says. */
function createScope(session: Session) {
  return {
    view: createWorkbenchView(),
    live: createLiveFiles(session.conversation, session.workspace),
    preview: createPreview({
      setThumbnail: (svg) => session.setThumbnail(svg),
      renewed: () => session.host.clearPreviewErrors(),
      shown: () => session.host.previewShown(),
    }),
  }
}

interface SessionScopeProps {
  readonly session: Session
  readonly children: ReactNode
}

/** Gives everything below it one open project. */
export function SessionScope({ session, children }: SessionScopeProps) {
  const [scope, setScope] = useState<ReturnType<typeof createScope>>()

  useEffect(() => {
    const created = createScope(session)
    const { view, live, preview } = created
    const stops = [
      session.workspace.onChange(() => preview.changed()),
      live.store.subscribe(({ files, writing }) => {
        if (writing !== undefined && files.has(writing)) view.followFile(writing)
      }),
      session.agent.store.subscribe(({ busy }, before) => {
        if (busy && !before.busy) view.followAgain()
      }),
    ]
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it must be made and disposed of together
    setScope(created)
    return () => {
      stops.forEach((stop) => stop())
      live.dispose()
      preview.dispose()
      void stopSync(session)
    }
  }, [session])

  if (!scope) return null
  return (
    <SessionContext value={session}>
      <ViewContext value={scope.view}>
        <LiveFilesContext value={scope.live}>
          <PreviewContext value={scope.preview}>{children}</PreviewContext>
        </LiveFilesContext>
      </ViewContext>
    </SessionContext>
  )
}
