import { createGist, readGist } from './gists.ts'
import { readBranch } from './branch.ts'
import type { GitHub, GitHubOptions } from './github.ts'
import { importRepository } from './import.ts'
import { publishPages } from './pages.ts'
import { openPullRequest } from './pull-request.ts'
import { pushProject } from './push.ts'
import { createRepository, listRepositories, readRepository, readViewer } from './repositories.ts'
import { createConnect, GIST_RAW, needToken, type Connection } from './service.ts'

/** GitHub as one person's token sees it, or without one. Sends nothing until it is asked. */
export function createGitHub(options: GitHubOptions): GitHub {
  const connect = createConnect(options)
  const signedIn = (connection: Connection): Connection => {
    needToken(connection)
    return connection
  }

  return {
    viewer: async () => readViewer(signedIn(connect('viewer')).api),
    repositories: async (page) => listRepositories(signedIn(connect('import')).api, page),
    repository: (owner, repo) => readRepository(connect('import').api, owner, repo),
    createRepository: async (request) =>
      createRepository(signedIn(connect('create-repository')).api, request),
    branch: async (owner, repo, branch) => {
      const { api } = connect('import')
      await readRepository(api, owner, repo)
      const state = await readBranch(api, { owner, repo, branch })
      if (state.type !== 'at') return undefined
      const { commit, title, author, at } = state.commit
      return { commit, title, author, at }
    },
    push: (request) => pushProject(connect('push', request), request),
    openPullRequest: (request) => openPullRequest(connect('pull-request', request), request),
    importRepository: (request) => importRepository(connect('import', request), request),
    publishPages: (request) => publishPages(connect('pages', request), request),
    createGist: (request) => createGist(connect('gist', request), request),
    readGist: (id, signal) =>
      readGist(connect('gist', { signal }), id, options.gistRaw ?? GIST_RAW),
  }
}
