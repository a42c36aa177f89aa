import '../controls/base.css'
import { AppWindow, CodeXml, ExternalLink, Play, Unlink } from 'lucide-react'
import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import type { EmbedOptions } from '#share/embed.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { Mark } from '../controls/mark.tsx'
import { Sheet } from '../controls/sheet.tsx'
import { Tab, Tabs, TabSheet, TabStrip } from '../controls/tabs.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import { lazyPart } from '../lazy-part.tsx'
import { PageLoading } from '../shell/page-loading.tsx'
import { useFixedTheme } from '../theme.ts'
import { SessionScope } from '../workbench/session-scope.tsx'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import styles from './embed-page.module.css'

const PreviewPane = lazyPart(
  async () => ({ default: (await import('../preview/preview-pane.tsx')).PreviewPane }),
  PageLoading,
)
const EmbedCode = lazyPart(() => import('./embed-code.tsx'), PageLoading)

export interface Embed {
  readonly options: EmbedOptions
  /** The whole address of the project, to open in a tab of its own. */
  readonly link: string
  /** Opens what the link carries, in memory. Nothing runs before `host.start()`. Rejects with the Failure that says why not. */
  open(): Promise<Session>
}

/** A project inside somebody else's page: to look at, to run, and to take along. */
export function EmbedPage({ embed }: { readonly embed: Embed }) {
  const [session, setSession] = useState<Session>()
  const [failure, setFailure] = useState<Failure>()
  useFixedTheme(embed.options.theme)

  useEffect(() => {
    embed.open().then(setSession, (thrown: unknown) => setFailure(asFailure(thrown)))
  }, [embed])

  if (failure) return <Refused failure={failure} />
  if (!session) return <PageLoading />
  return (
    <SessionScope session={session}>
      <Bench session={session} embed={embed} />
    </SessionScope>
  )
}

interface BenchProps {
  readonly session: Session
  readonly embed: Embed
}

function Bench({ session, embed: { options, link } }: BenchProps) {
  const view = useWorkbenchView()
  const chosen = useViewState((state) => state.sheet)
  const sheet = options.view === 'both' ? chosen : options.view
  const { name } = session.project.getState()
  return (
    <Tabs
      className={styles.embed}
      value={sheet}
      onChange={(value) => view.showView(value === 'code' ? 'code' : 'preview')}
    >
      <TabStrip
        label="View"
        className={styles.strip}
        trailing={
          <a className={styles.out} href={link} target="_blank" rel="noopener noreferrer">
            <Mark />
            <span className={styles.name}>{name}</span>
            <span className={styles.words}>
              Open in Tabsmith <Icon of={ExternalLink} size={14} />
            </span>
          </a>
        }
      >
        {options.view !== 'code' && (
          <Tab value="preview" icon={AppWindow}>
            Preview
          </Tab>
        )}
        {options.view !== 'preview' && (
          <Tab value="code" icon={CodeXml}>
            Code
          </Tab>
        )}
      </TabStrip>
      <Sheet className={styles.sheet}>
        <ErrorBoundary what="The project">
          <TabSheet value="preview" face="none" keep className={styles.pane}>
            <Runs session={session} />
          </TabSheet>
          <TabSheet value="code" face="none" className={styles.pane}>
            <EmbedCode />
          </TabSheet>
        </ErrorBoundary>
      </Sheet>
    </Tabs>
  )
}

/** A stranger's code: it runs when somebody says so. */
function Runs({ session }: { readonly session: Session }) {
  const [running, setRunning] = useState(false)
  if (running) return <PreviewPane />
  const files = session.workspace.paths().length
  return (
    <Blank
      icon={Play}
      className={styles.fill}
      title={session.project.getState().name}
      text={`${files} ${files === 1 ? 'file' : 'files'}. It runs here in your browser, walled off from this page and from your data.`}
      actions={
        <Button
          variant="primary"
          onClick={() => {
            session.host.start()
            setRunning(true)
          }}
        >
          Run it
        </Button>
      }
    />
  )
}

function Refused({ failure: { message, hint } }: { readonly failure: Failure }) {
  return (
    <Blank
      icon={Unlink}
      tone="bad"
      role="alert"
      className={styles.whole}
      title="This project cannot be shown"
      text={[message, hint].filter(Boolean).join(' ')}
    />
  )
}
