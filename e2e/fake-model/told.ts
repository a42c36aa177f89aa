import type { FakeModel } from './fake-model.ts'

/** What the model was told of its last call, in the last request. */
export function lastResult({ requests }: FakeModel): string | undefined {
  const messages = requests.at(-1)?.messages ?? []
  return messages.flatMap((message) => (message.role === 'result' ? [message.output] : [])).at(-1)
}

/** What people said, and the state of the project that is told in their name, in the last request. */
export function userTexts({ requests }: FakeModel): string[] {
  const messages = requests.at(-1)?.messages ?? []
  return messages.flatMap((message) => (message.role === 'user' ? [message.text] : []))
}
