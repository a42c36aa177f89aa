import { useStore } from 'zustand'
import type { PublishedPages } from '#publish/github/github.ts'
import { basePathOf } from '#publish/github/site-base.ts'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Note } from '../../controls/note.tsx'
import { OutLink } from '../../controls/out-link.tsx'
import { SettingRow } from '../../controls/setting-row.tsx'
import { showFailure } from '../../controls/toasts.ts'
import { TaskLine } from '../../controls/task-line.tsx'
import { useTask } from '../../use-task.ts'
import { buildSite } from '../build.ts'
import { openGitHub, tellGitHub } from './github-client.ts'
import type { GitHubPlace } from './push.ts'
import styles from '../publish.module.css'

interface PagesRowProps {
  readonly place: GitHubPlace
  readonly token: string
}

/** Builds the app and publishes it on GitHub Pages of the same repository. */
export function PagesRow({ place: { owner, repo }, token }: PagesRowProps) {
  const session = useSession()
  const task = useTask<PublishedPages>()
  const { state } = task
  const known = useStore(session.project, (project) => project.published?.pages?.url)

  const publish = async () => {
    const published = await task.run(async (tools) => {
      const files = await buildSite(session, tools, basePathOf(owner, repo))
      const github = await openGitHub(token)
      const { signal } = tools
      return github.publishPages({
        owner,
        repo,
        files,
        signal,
        onProgress: tellGitHub(tools.report),
      })
    })
    if (published) await session.setPublished({ pages: { url: published.url } }).catch(showFailure)
  }

  return (
    <section className={styles.section} aria-label="GitHub Pages">
      <SettingRow
        title="GitHub Pages"
        action={
          <Button busy={task.running} onClick={() => void publish()}>
            Build and publish
          </Button>
        }
      >
        {known === undefined ? (
          'Builds the app and publishes it at an address of its own, for anyone to open. Private repositories need a paid plan for it.'
        ) : (
          <>
            Published at <OutLink href={known}>{known}</OutLink>
          </>
        )}
      </SettingRow>
      {state.name === 'running' && (
        <TaskLine progress={state.progress} words="Building…" onCancel={task.cancel} />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
      {state.name === 'done' && (
        <Note tone="ok" role="status">
          <p>
            {state.value.live ? 'Live at ' : 'GitHub is still building it. It will be at '}
            <OutLink href={state.value.url}>{state.value.url}</OutLink>
          </p>
        </Note>
      )}
    </section>
  )
}
