import { useEffect, useState } from 'react'
import type { PullRequest } from '#publish/github/github.ts'
import { Button } from '../../controls/button.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Note } from '../../controls/note.tsx'
import { OutLink } from '../../controls/out-link.tsx'
import { useTask } from '../../use-task.ts'
import { openGitHub, tellGitHub } from './github-client.ts'
import { openPullRequest, type PushOutcome } from './push.ts'

interface PushDoneProps {
  readonly done: Extract<PushOutcome, { type: 'pushed' }>
  readonly token: string
}

/** Where it went, and a pull request where the branch is not the main one. */
export function PushDone({ done, token }: PushDoneProps) {
  const { pushed, place } = done
  const pull = useTask<PullRequest>()
  const target = useDefaultBranch(done, token)
  const pullRequest =
    done.pullRequest ?? (pull.state.name === 'done' ? pull.state.value : undefined)
  const offer = !pullRequest && target !== undefined && target !== place.branch

  const open = () =>
    pull.run(async ({ signal, report }) => {
      const github = await openGitHub(token)
      const bench = { github, signal, onProgress: tellGitHub(report) }
      return openPullRequest(bench, place, target ?? '', `Changes from ${place.branch}`)
    })

  return (
    <>
      <Note
        tone="ok"
        role="status"
        action={
          offer && (
            <Button size="s" busy={pull.running} onClick={() => void open()}>
              Open a pull request
            </Button>
          )
        }
      >
        <p>
          {pushed.unchanged ? 'GitHub has these files already: ' : 'Pushed to '}
          <OutLink href={pushed.url}>
            {place.owner}/{place.repo}
          </OutLink>
          , branch {place.branch}
        </p>
        {pullRequest && (
          <p>
            {pullRequest.existed ? 'Its pull request shows the new commit: ' : 'Opened '}
            <OutLink href={pullRequest.url}>pull request #{pullRequest.number}</OutLink>
          </p>
        )}
      </Note>
      {pull.state.name === 'failed' && <FailureNote failure={pull.state.failure} />}
    </>
  )
}

/** Undefined until GitHub told, and where it does not. */
function useDefaultBranch({ place }: PushDoneProps['done'], token: string): string | undefined {
  const { owner, repo } = place
  const [branch, setBranch] = useState<string>()
  useEffect(() => {
    let current = true
    openGitHub(token)
      .then((github) => github.repository(owner, repo))
      .then(({ defaultBranch }) => current && setBranch(defaultBranch))
      .catch(() => undefined) // Then no pull request is offered.
    return () => {
      current = false
    }
  }, [token, owner, repo])
  return branch
}
