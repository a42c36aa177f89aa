import type { Checkpoint, History, ObjectId } from '#history/history.ts'
import type { GitFiles } from '#history/history-storage.ts'
import type { LeftOut } from '#history/read-objects.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { Merge } from './merge.ts'

/**
 * Git over http(s) for one project. This file holds types only; load the code
 * when it is first needed: `await import('#publish/git/remote.ts')`, which has
 * `createGitRemotes` for an open project and `cloneRepository` for a new one.
 *
 * All promises reject with Failure. Its kinds: 'invalid' (a name, address or
 * limit), 'auth' (a token is missing, wrong or may not do this), 'not-found'
 * (no such repository, remote or branch), 'conflict' (the other side moved on),
 * 'offline', 'unreachable', 'cors', 'cut-stream', 'timeout' (silence), 'rate-limit',
 * 'server', 'bad-response' (not git, or damaged), 'storage', 'aborted'.
 */

/** What a git server asks for. Most take a token as the password, with any user name. */
export interface GitAuth {
  readonly username: string
  readonly password: string
}

/** What the browser gives, and what the user set. */
export interface GitNetwork {
  readonly fetch: typeof globalThis.fetch
  /** `navigator.onLine`; true where nobody knows. */
  online(): boolean
  /**
   * The address of a CORS proxy that is put before the repository's address
   * without its scheme; one that ends in "?" gets the whole address after it.
   * The proxy sees the token.
   */
  readonly corsProxy?: string | undefined
  /** Name and token for an address, if the user stored one. */
  auth(url: string): Promise<GitAuth | undefined>
  /** How long a server may say nothing. Milliseconds; 60,000 unless given. */
  readonly silenceLimit?: number
}

export interface GitRemotesOptions extends GitNetwork {
  readonly files: GitFiles
  readonly history: History
}

export interface CloneOptions extends GitNetwork, GitCall {
  /** The repository of a new project that has no History yet: nothing may be stored in it. */
  readonly files: GitFiles
  /** The one that the server names unless given. */
  readonly branch?: string | undefined
  /** Only so many commits; all unless given. */
  readonly depth?: number | undefined
}

export interface GitProgress {
  readonly phase: 'asking' | 'preparing' | 'sending' | 'receiving' | 'storing'
  /** Bytes while receiving; objects while storing; else 0, because a browser does not tell. */
  readonly done: number
  /** In the same unit; bytes while sending. Undefined when nobody knows. */
  readonly total: number | undefined
}

export interface GitCall {
  readonly onProgress?: ((progress: GitProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface GitRemote {
  readonly name: string
  /** http(s), without credentials. */
  readonly url: string
}

/** A branch or tag by its short name. `commit`: what it points at, for an annotated tag the commit behind it. */
export interface GitRef {
  readonly name: string
  readonly commit: ObjectId
}

/** What a server has. All empty for an empty repository. */
export interface RemoteRefs {
  readonly branches: readonly GitRef[]
  readonly tags: readonly GitRef[]
  /** The branch that HEAD names there. */
  readonly head: string | undefined
}

export interface Cloned {
  /** Undefined for an empty repository; then `files` is empty and only the remote was stored. */
  readonly commit: ObjectId | undefined
  readonly branch: string
  /** The files of `commit`, within the limits of a project. */
  readonly files: FileTree
  /** What of it is no project file (symbolic links, submodules): versions carry it along, the project does not show it. */
  readonly leftOut: readonly LeftOut[]
  /** The first line of its message. */
  readonly title: string
}

/** How a local branch stands to the remote's, as it was when last fetched or pushed. */
export interface RemoteStatus {
  /** 'absent': the remote was not fetched yet, or has no such branch. */
  readonly state: 'even' | 'ahead' | 'behind' | 'diverged' | 'absent'
  /** Commits that only the local branch has. */
  readonly ahead: number
  /** Commits that only the remote's branch has. */
  readonly behind: number
}

export interface PushOptions extends GitCall {
  /** The branch there; the same name unless given. */
  readonly to?: string | undefined
  /** Names the version that is kept first when the project has changes that no version holds. */
  readonly title?: string | undefined
}

export interface Pushed {
  readonly commit: ObjectId
  /**
   * 'up-to-date': the remote had it before. 'confirmed': the answer was lost,
   * and the remote, asked again, has the commit.
   */
  readonly result: 'pushed' | 'confirmed' | 'up-to-date'
}

export type Pulled =
  | { readonly result: 'up-to-date' }
  /** The project shows the remote's files now. */
  | { readonly result: 'fast-forward'; readonly checkpoint: Checkpoint }
  /** Both sides changed. Nothing was changed here yet: resolve its conflicts, if any, then commit it. */
  | { readonly result: 'merge'; readonly merge: Merge }

export interface GitLogEntry {
  readonly id: ObjectId
  readonly title: string
  readonly author: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly parents: readonly ObjectId[]
}

export interface GitRemotes {
  list(): Promise<GitRemote[]>
  /**
   * An address of http(s) only. One with a name or password in it is refused:
   * those belong to `auth`. Rejects with Failure 'conflict' for a name that is taken.
   */
  add(name: string, url: string): Promise<GitRemote>
  /** Also forgets what was fetched of its branches. */
  remove(name: string): Promise<void>
  /** Asks the server; stores nothing. `remote`: a name, or an address. */
  refs(remote: string, call?: GitCall): Promise<RemoteRefs>
  /** Brings all branches and tags: all of them or, when it fails, nothing. Tags that exist here stay as they are. */
  fetch(remote: string, call?: GitCall): Promise<RemoteRefs>
  status(remote: string, branch: string): Promise<RemoteStatus>
  /**
   * Never forced. When `branch` is the current one, the present is kept first.
   * Failure 'conflict' when the remote has commits that this branch has not:
   * pull, then push again. However it ends, pushing again is safe.
   */
  push(remote: string, branch: string, options?: PushOptions): Promise<Pushed>
  /** Rejects with Failure 'conflict' when the remote has another tag of that name. */
  pushTag(remote: string, tag: string, call?: GitCall): Promise<Pushed>
  /** Keeps the present, fetches, and brings the remote's branch into the current one. */
  pull(remote: string, branch: string, call?: GitCall): Promise<Pulled>
  /** Fetches, makes a local branch of that name and switches to it. 'conflict' when one exists that differs. */
  checkout(remote: string, branch: string, call?: GitCall): Promise<void>
  /** Newest first. `branch`: a local branch, or remote/branch; the current one unless given. */
  log(limit: number, branch?: string): Promise<GitLogEntry[]>
}
