import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { asFailure } from '#failure.ts'
import { Button, type ButtonProps } from '../controls/button.tsx'
import { showToast } from '../controls/toasts.ts'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'

/** The agent needs the head of an error, not all of it. In UTF-16 units. */
const MAX_ERROR = 4000

interface AskAgentProps extends Pick<ButtonProps, 'variant' | 'size' | 'spark'> {
  readonly message: string
  /** What was printed; goes below the message. Read when the button is pressed. */
  readonly printed?: () => string
  readonly children: ReactNode
}

/** Sends the agent a message, and shows the chat on a phone. Not there in a project that is only looked at. */
export function AskAgent({ message, printed, children, ...look }: AskAgentProps) {
  const { agent, readOnly } = useSession()
  const view = useWorkbenchView()
  const busy = useStore(agent.store, (state) => state.busy)
  if (readOnly) return null

  function ask() {
    const text = printed
      ? `${message}\n\n\`\`\`\n${printed().slice(0, MAX_ERROR)}\n\`\`\``
      : message
    view.showView('chat')
    agent
      .send(text)
      .catch((thrown: unknown) => showToast({ tone: 'bad', message: asFailure(thrown).message }))
  }

  return (
    <Button
      {...look}
      disabled={busy}
      title={busy ? 'The agent is at work' : undefined}
      onClick={ask}
    >
      {children}
    </Button>
  )
}
