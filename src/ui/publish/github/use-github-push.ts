import { useSession } from '../../context.ts'
import { showFailure } from '../../controls/toasts.ts'
import { useTask, type Task } from '../../use-task.ts'
import { openGitHub, tellGitHub } from './github-client.ts'
import {
  type NextPlace,
  push,
  pushAside,
  pushOnTop,
  sideBranch,
  type PushBench,
  type PushOutcome,
  type PushPlan,
} from './push.ts'

type Conflict = Extract<PushOutcome, { type: 'conflict' }>

export interface GitHubPush {
  readonly task: Task<PushOutcome>
  readonly start: (plan: PushPlan) => Promise<void>
  /** The two ways out of a conflict that push. */
  readonly onTop: (conflict: Conflict) => Promise<void>
  readonly aside: (conflict: Conflict) => Promise<void>
}

/** Pushes the open project, one at a time, and keeps in its record where it went. `onPlace` hears where the next one goes. */
export function useGitHubPush(token: string, onPlace: (branch: NextPlace) => void): GitHubPush {
  const session = useSession()
  const task = useTask<PushOutcome>()

  async function run(work: (bench: PushBench) => Promise<PushOutcome>) {
    const outcome = await task.run(async ({ signal, report }) =>
      work({
        github: await openGitHub(token),
        files: session.workspace.snapshot(),
        known: session.project.getState().published?.github,
        signal,
        onProgress: tellGitHub(report),
        onCreated: (owner, repo) => onPlace({ owner, repo }),
      }),
    )
    if (outcome?.type !== 'pushed') return
    onPlace(outcome.place)
    // The push itself is done: what cannot be remembered only asks again next time.
    await session.setPublished({ github: outcome.place }).catch(showFailure)
  }

  return {
    task,
    start: (plan) => run((bench) => push(bench, plan)),
    onTop: (conflict) => run((bench) => pushOnTop(bench, conflict)),
    aside: (conflict) => run((bench) => pushAside(bench, conflict, sideBranch(new Date()))),
  }
}
