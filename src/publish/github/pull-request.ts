import { z } from 'zod'
import { Failure } from '#failure.ts'
import { reasonOf } from './faults.ts'
import type { PullRequest, PullRequestRequest } from './github.ts'
import { readRepository } from './repositories.ts'
import { needToken, read, repositoryPath, type Connection } from './service.ts'

const pullBody = z.object({ number: z.number(), html_url: z.string() })

/** Opens a pull request, or finds the one that is open for these branches, see GitHub.openPullRequest. */
export async function openPullRequest(
  connection: Connection,
  request: PullRequestRequest,
): Promise<PullRequest> {
  const { api } = connection
  const { from, to, title, body } = request
  needToken(connection)
  const { owner, name } = await readRepository(api, request.owner, request.repo)
  const pulls = `${repositoryPath(owner, name)}/pulls`

  async function find(): Promise<PullRequest | undefined> {
    const query = new URLSearchParams({ state: 'open', head: `${owner}:${from}`, base: to })
    const [open] = read(
      z.array(pullBody),
      await api.send({ method: 'GET', path: `${pulls}?${query.toString()}` }),
    )
    return open && { number: open.number, url: open.html_url, existed: true }
  }

  const existing = await find()
  if (existing) return existing
  return api.once(
    async () => {
      const answer = await api.send({
        method: 'POST',
        path: pulls,
        body: { title, body, head: from, base: to },
        allow: [422],
      })
      if (answer.status !== 422) {
        const { number, html_url } = read(pullBody, answer)
        return { number, url: html_url, existed: false }
      }
      // Somebody may have opened it since the look.
      const meanwhile = await find()
      if (meanwhile) return meanwhile
      throw refused(reasonOf(answer), from, to)
    },
    async () => {
      const found = await find()
      return found && { ...found, existed: false }
    },
  )
}

function refused(reason: string, from: string, to: string): Failure {
  if (/no commits between/i.test(reason)) {
    return new Failure(
      'invalid',
      `There is nothing to merge: ${from} has no change that ${to} lacks.`,
      { hint: 'Push a change first.' },
    )
  }
  return new Failure('invalid', `GitHub refuses the pull request: ${reason}`, {
    hint: `Check that both branches exist: ${from} and ${to}.`,
  })
}
