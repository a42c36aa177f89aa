import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Conversation, LivePart } from '#agent/conversation.ts'
import type { Workspace } from '#workspace/workspace.ts'

/** A whole file on its way from the model. */
export interface LiveFile {
  readonly path: string
  readonly partId: string
  /** Grows in place: remember how many you have read. */
  readonly chunks: readonly string[]
}

export interface LiveFilesState {
  /** The file that the agent writes or edits at this moment. */
  readonly writing: string | undefined
  /** Whole files by path, from their first character until the real file (or a refusal) replaces them. */
  readonly files: ReadonlyMap<string, LiveFile>
}

export interface LiveFiles {
  /** Changes when a file begins or ends, never for a delta. */
  readonly store: StoreApi<LiveFilesState>
  /** Called for every delta; do nothing costly in it. */
  onGrowth(listener: () => void): () => void
  dispose(): void
}

/** Only these tools stream a file from its first to its last character. */
const WHOLE_FILE_TOOLS = new Set(['write'])

export function createLiveFiles(conversation: Conversation, workspace: Workspace): LiveFiles {
  const store = createStore<LiveFilesState>(() => ({ writing: undefined, files: new Map() }))

  function drop(ended: (file: LiveFile) => boolean): void {
    const { files } = store.getState()
    const rest = [...files].filter(([, file]) => !ended(file))
    if (rest.length < files.size) store.setState({ files: new Map(rest) })
  }

  function follow(part: LivePart | undefined): void {
    const { writing, files } = store.getState()
    const path = part?.file?.path
    if (path !== writing) store.setState({ writing: path })
    if (!part?.file || !WHOLE_FILE_TOOLS.has(part.tool ?? '')) return
    if (files.get(part.file.path)?.partId === part.partId) return
    const file: LiveFile = { ...part.file, partId: part.partId }
    store.setState({ files: new Map(files).set(file.path, file) })
  }

  const unsubscribe = [
    conversation.live.subscribe(({ part }) => follow(part)),
    workspace.onChange(({ changes }) => {
      if (store.getState().files.size === 0) return
      drop((file) => changes.some((change) => change.path === file.path))
    }),
    // A call that was refused or came to nothing leaves no change behind.
    conversation.store.subscribe(({ turns, retry }) => {
      if (store.getState().files.size === 0) return
      const last = turns.at(-1)
      drop((file) => {
        if (last?.turn.status !== 'running') return true
        const call = last.parts.find((part) => part.id === file.partId)
        // A request that is tried again has dropped the calls it did not finish.
        return call?.kind === 'tool' ? call.result !== undefined : retry !== undefined
      })
    }),
  ]
  follow(conversation.live.getState().part)

  return {
    store,
    onGrowth: (listener) => conversation.live.subscribe(listener),
    dispose: () => unsubscribe.forEach((stop) => stop()),
  }
}

export const LiveFilesContext = createContext<LiveFiles | undefined>(undefined)

export function useLiveFiles(): LiveFiles {
  const live = useContext(LiveFilesContext)
  if (!live) throw new Error('useLiveFiles is used outside its provider')
  return live
}

/** The file that the agent writes or edits at this moment. */
export function useWriting(): string | undefined {
  return useStore(useLiveFiles().store, (state) => state.writing)
}
