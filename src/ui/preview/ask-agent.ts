import { useStore } from 'zustand'
import { asFailure } from '#failure.ts'
import { showToast } from '../controls/toasts.ts'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'

/** The agent needs the head of an error, not all of it. In UTF-16 units. */
const MAX_ERROR = 4000

export interface AskAgent {
  readonly busy: boolean
  /** Sends a message to the agent, with what was printed below it, and shows the chat on a phone. */
  readonly ask: (message: string, printed?: string) => void
}

export function useAskAgent(): AskAgent {
  const { agent } = useSession()
  const view = useWorkbenchView()
  const busy = useStore(agent.store, (state) => state.busy)
  return {
    busy,
    ask(message, printed) {
      const text =
        printed === undefined
          ? message
          : `${message}\n\n\`\`\`\n${printed.slice(0, MAX_ERROR)}\n\`\`\``
      view.showView('chat')
      agent
        .send(text)
        .catch((thrown: unknown) => showToast({ tone: 'bad', message: asFailure(thrown).message }))
    },
  }
}
