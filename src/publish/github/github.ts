import type { FileTree } from '#workspace/workspace.ts'

/** What is done with GitHub. Each needs its own permissions of the token, see `permissions.ts`. */
export type GitHubAction =
  'viewer' | 'import' | 'push' | 'create-repository' | 'pull-request' | 'pages' | 'gist'

export interface Viewer {
  readonly login: string
  /** An image's https address. */
  readonly avatarUrl: string
}

export interface Repository {
  readonly owner: string
  readonly name: string
  readonly private: boolean
  readonly description: string
  /** The branch that GitHub shows first. In an empty repository it does not exist yet. */
  readonly defaultBranch: string
  /** Where people look at it. */
  readonly url: string
  /** False when the token may only read it. */
  readonly canPush: boolean
}

export interface RepositoryPage {
  readonly repositories: readonly Repository[]
  /** The number of the next page; undefined on the last. */
  readonly next: number | undefined
}

/** The newest commit of a branch. */
export interface BranchHead {
  /** 40 hex digits. */
  readonly commit: string
  /** The first line of its message. */
  readonly title: string
  readonly author: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What a long action is doing. `waiting`: GitHub asked to slow down; it goes on by itself at `until` (milliseconds since the epoch). */
export type GitHubProgress =
  | { readonly phase: 'checking' }
  | { readonly phase: 'uploading'; readonly done: number; readonly total: number }
  | { readonly phase: 'committing' }
  | { readonly phase: 'downloading'; readonly done: number; readonly total: number }
  | { readonly phase: 'building' }
  | { readonly phase: 'waiting'; readonly until: number }

export interface Watched {
  /** Stops the action: it rejects with Failure 'aborted'. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: GitHubProgress) => void) | undefined
}

export interface PushRequest extends Watched {
  readonly owner: string
  readonly repo: string
  /** Without refs/heads/. */
  readonly branch: string
  /** The whole project. */
  readonly files: FileTree
  readonly message: string
  /**
   * The commit that the branch must be at; undefined: it must not exist yet.
   * After a conflict, push over what is there by giving `branch(…).commit`.
   */
  readonly expectedHead: string | undefined
  /** A branch or commit that a new branch starts from (needed for a pull request); undefined: from nothing. */
  readonly startFrom?: string | undefined
}

export interface Pushed {
  /** What the branch is at now. */
  readonly commit: string
  /** True when the branch already held exactly these files: nothing was added. */
  readonly unchanged: boolean
  /** Where people look at the commit. */
  readonly url: string
}

/** What a person pasted, taken apart. */
export interface RepositoryAddress {
  readonly owner: string
  readonly repo: string
  /** What followed /tree/: a branch, tag or commit, perhaps followed by a folder; only GitHub knows where it ends. */
  readonly tail: string | undefined
}

export interface ImportRequest extends Watched, RepositoryAddress {}

export interface SkippedFile {
  readonly path: string
  readonly reason: 'symlink' | 'submodule' | 'generated' | 'too-large' | 'bad-path'
}

export interface Imported {
  /** Paths are relative to `folder`. */
  readonly files: FileTree
  readonly skipped: readonly SkippedFile[]
  /** The branch that was read; undefined for a tag or a commit, which cannot be pushed to. */
  readonly branch: string | undefined
  readonly commit: string
  /** '' for the whole repository. A project of only a folder must not be pushed back: it would replace the rest. */
  readonly folder: string
  readonly repository: Repository
}

export interface PullRequestRequest extends Watched {
  readonly owner: string
  readonly repo: string
  /** The branch with the changes. */
  readonly from: string
  /** The branch that should get them. */
  readonly to: string
  readonly title: string
  readonly body: string
}

export interface PullRequest {
  readonly number: number
  readonly url: string
  /** True when one was open for these branches already: it shows the new commits, but keeps its title and text. */
  readonly existed: boolean
}

export interface PagesRequest extends Watched {
  readonly owner: string
  readonly repo: string
  /** The built site (`dist`): index.html at its root. */
  readonly files: FileTree
}

export interface PublishedPages {
  /** Where the site is. */
  readonly url: string
  /** False when GitHub was still building it after a minute and a half: it appears by itself. */
  readonly live: boolean
  readonly commit: string
}

export interface Gist {
  readonly id: string
  /** Where people look at it. */
  readonly url: string
  /** Text by file name. */
  readonly files: ReadonlyMap<string, string>
}

export interface GistRequest extends Watched {
  readonly description: string
  /** Text by file name; GitHub refuses empty files. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * GitHub by its REST API. All methods reject with Failure: 'auth' (token
 * missing, wrong or without a permission, which is named), 'not-found' (or
 * private, and the token may not see it), 'rate-limit' (`retryAfterMs`; waits
 * of up to five minutes are waited out), 'offline', 'unreachable', 'timeout',
 * 'server', 'bad-response', 'invalid' and 'aborted'. What was cut is tried
 * again only after a look at what had taken effect.
 */
export interface GitHub {
  viewer(): Promise<Viewer>
  /** Those the token may see, last pushed first. `page` from 1, 100 each. Filter by name as people type. */
  repositories(page: number): Promise<RepositoryPage>
  /** Rejects with 'not-found'. Works without a token for public ones. */
  repository(owner: string, repo: string): Promise<Repository>
  /** An empty one, of the viewer. Rejects with 'conflict' when the name is taken, 'invalid' when GitHub refuses it. */
  createRepository(request: {
    readonly name: string
    readonly private: boolean
    readonly description: string
  }): Promise<Repository>
  /** Undefined when there is no such branch (or the repository is empty). */
  branch(owner: string, repo: string, branch: string): Promise<BranchHead | undefined>
  /**
   * Makes the files the branch's content by one commit on top of what is there
   * (an empty repository gets a first commit with one file before it). Never
   * forces. What a project cannot hold (symlinks, submodules, generated
   * folders, files that are too large) and executable bits stay as they are.
   * Rejects with 'conflict', which names what is there, when the branch is not
   * at `expectedHead`, and says when this push may have come before that.
   */
  push(request: PushRequest): Promise<Pushed>
  /** Rejects with 'invalid' when there is nothing to merge. */
  openPullRequest(request: PullRequestRequest): Promise<PullRequest>
  /** Rejects with 'invalid' for what is too large to be a project, 'not-found' for a wrong branch or folder. */
  importRepository(request: ImportRequest): Promise<Imported>
  /**
   * Makes the files the branch gh-pages and turns GitHub Pages on. Rejects with
   * 'invalid' when the site was built for another place (its hint says which
   * `base` to build with), 'conflict' when the repository's Pages come from
   * elsewhere, 'unsupported' when the plan has none for private repositories.
   */
  publishPages(request: PagesRequest): Promise<PublishedPages>
  /** Secret: readable by whoever has the link. */
  createGist(request: GistRequest): Promise<Gist>
  /** Works without a token. Rejects with 'invalid' when it is larger than 10 MB. */
  readGist(id: string, signal?: AbortSignal): Promise<Gist>
}

export interface GitHubOptions {
  /** As GitHub gave it; undefined: only what is public can be read. Sent to `api` and nowhere else. */
  readonly token: string | undefined
  readonly fetch: typeof globalThis.fetch
  /** `navigator.onLine`; undefined: unknown. */
  readonly online?: (() => boolean) | undefined
  /** Other addresses, for tests. Without a slash at the end. */
  readonly api?: string | undefined
  readonly raw?: string | undefined
  readonly gistRaw?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
  /** Resolves after so many milliseconds, rejects with the signal's reason. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined
}
