interface Closable {
  /** After it rejected, it may be called again. */
  close(): Promise<void>
}

/** The sessions of this page: one a project, however often it is opened. */
export interface OpenProjects<S extends Closable> {
  /**
   * The session that is open, or a new one. One that is still closing is
   * waited for: it has yet to save. Rejects when that fails, too.
   */
  readonly open: (id: string) => Promise<S>
  /** The session that is open or opening, if there is one. Rejects when it cannot be opened. */
  readonly current: (id: string) => Promise<S> | undefined
  /** Closes the session, if there is one. Rejects with what its `close` rejects with. */
  readonly close: (id: string) => Promise<void>
}

export function createOpenProjects<S extends Closable>(
  start: (id: string) => Promise<S>,
): OpenProjects<S> {
  const sessions = new Map<string, Promise<S>>()
  /** Ends the closing of a session that was left, and tries again when that failed. */
  const leaving = new Map<string, () => Promise<void>>()

  async function startWhenFree(id: string): Promise<S> {
    // What is stored is not the project as long as the last session could not save it.
    await leaving.get(id)?.()
    const session = await start(id)
    let left = false
    let closing: Promise<void> | undefined
    const tryToClose = () => {
      closing ??= session.close().then(
        () => void leaving.delete(id),
        (error: unknown) => {
          closing = undefined
          throw error
        },
      )
      return closing
    }
    const close = () => {
      if (left) return leaving.get(id) === tryToClose ? tryToClose() : Promise.resolve()
      left = true
      sessions.delete(id)
      leaving.set(id, tryToClose)
      return tryToClose()
    }
    return { ...session, close }
  }

  return {
    open: (id) => {
      const known = sessions.get(id)
      if (known) return known
      const session = startWhenFree(id)
      sessions.set(id, session)
      // A project that could not be opened may be tried again.
      session.catch(() => sessions.delete(id))
      return session
    },
    current: (id) => sessions.get(id),
    close: async (id) => {
      const session = await sessions.get(id)?.catch(() => undefined)
      await (session ? session.close() : leaving.get(id)?.())
    },
  }
}
