/** The type checker's own worker: a check takes seconds, in which the dev server goes on. */
import { createChecker } from './checker.ts'
import type { NumberedReply, NumberedRequest } from './messages.ts'

const checker = createChecker()

addEventListener('message', (event: MessageEvent<NumberedRequest>) => {
  const { id, request } = event.data
  const answer = (reply: NumberedReply) => postMessage(reply)
  checker.check(request).then(
    (reply) => answer({ id, reply }),
    (thrown: unknown) => {
      answer({ id, error: thrown instanceof Error ? thrown.message : String(thrown) })
    },
  )
})
