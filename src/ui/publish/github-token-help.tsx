import type { GitHubAction } from '#publish/github/github.ts'
import { permissions } from '#publish/github/permissions.ts'
import { OutLink } from '../controls/out-link.tsx'
import styles from './token-field.module.css'

/** The address of GitHub's form for a fine-grained token. Its fields cannot be filled by the address. */
const FINE_GRAINED = 'https://github.com/settings/personal-access-tokens/new'

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps: the form takes `scopes`. */
function classicForm(scopes: readonly string[]): string {
  const query = new URLSearchParams({ scopes: scopes.join(','), description: 'Tabsmith' })
  return `https://github.com/settings/tokens/new?${query.toString()}`
}

/** What each action is for people, in the order of the list. */
const uses: readonly { readonly action: GitHubAction; readonly words: string }[] = [
  { action: 'push', words: 'Push to a repository' },
  { action: 'import', words: 'Import a private repository' },
  { action: 'create-repository', words: 'Make a repository' },
  { action: 'pull-request', words: 'Open a pull request' },
  { action: 'pages', words: 'Publish to Pages' },
  { action: 'gist', words: 'Save a long link as a gist' },
]

interface GitHubTokenHelpProps {
  /** What it will be used for here; all that Tabsmith does with GitHub unless given. */
  readonly actions?: readonly GitHubAction[]
}

/** Where to make a token for GitHub, and exactly what it must be allowed to do. */
export function GitHubTokenHelp({ actions }: GitHubTokenHelpProps) {
  const shown = uses.filter(({ action }) => actions?.includes(action) ?? true)
  const scopes = [...new Set(shown.flatMap(({ action }) => permissions[action].classic))]
  return (
    <div className={styles.help}>
      <span>
        <OutLink href={FINE_GRAINED}>Make one at github.com</OutLink>, allowed to:
      </span>
      <ul className={styles.list} role="list">
        {shown.map(({ action, words }) => (
          <li key={action}>
            {words}: <b>{inWords(action)}</b>
          </li>
        ))}
      </ul>
      <span>
        Or a <OutLink href={classicForm(scopes)}>classic one</OutLink> with the scope{' '}
        {scopes.join(' and ')}: simpler, but it reaches everything of that kind.
      </span>
    </div>
  )
}

function inWords(action: GitHubAction): string {
  const { fineGrained, allRepositories } = permissions[action]
  const names = fineGrained.map(
    ({ name, access }) => `${name} (${access === 'read' ? 'read' : 'read and write'})`,
  )
  return names.join(', ') + (allRepositories ? ', all repositories' : '')
}
