interface Closable {
  close(): Promise<void>
}

/** The sessions of this page: one a project, however often it is opened. */
export interface OpenProjects<S extends Closable> {
  /** The session that is open, or a new one. One that is still closing is waited for: it has yet to save. */
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
  const closing = new Map<string, Promise<void>>()

  async function startWhenFree(id: string): Promise<S> {
    // How the last one closed is not this one's concern.
    await closing.get(id)?.catch(() => undefined)
    const session = await start(id)
    let closed: Promise<void> | undefined
    const close = () => {
      if (!closed) {
        sessions.delete(id)
        closed = session.close().finally(() => closing.delete(id))
        closing.set(id, closed)
      }
      return closed
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
      await (session ? session.close() : closing.get(id))
    },
  }
}
