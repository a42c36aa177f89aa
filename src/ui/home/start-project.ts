import type { App, NewProject } from '#projects/app.ts'

export interface Start {
  readonly project: NewProject
  readonly prompt: string
  /** The project is stored: show its page. */
  readonly created: (id: string) => void
  /** The first turn has begun: the conversation holds the prompt now. */
  readonly begun: () => void
}

/**
 * Makes a project, opens it and sends it the first prompt. Resolves when that
 * turn ends; rejects with the Failure of whichever step failed.
 */
export async function startProject(app: App, start: Start): Promise<void> {
  const id = await app.createProject(start.project)
  start.created(id)
  const { agent } = await app.openProject(id)
  const turn = agent.send(start.prompt)
  if (agent.store.getState().busy) start.begun()
  else {
    const unsubscribe = agent.store.subscribe(({ busy }) => {
      if (!busy) return
      unsubscribe()
      start.begun()
    })
    void turn.then(unsubscribe, unsubscribe)
  }
  await turn
}
