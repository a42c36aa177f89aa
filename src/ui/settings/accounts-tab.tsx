import { ShieldCheck } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { DialogContent } from '../controls/dialog.tsx'
import { Icon } from '../controls/icon.tsx'
import { GitHubTokenHelp } from '../publish/github-token-help.tsx'
import { NetlifyTokenHelp } from '../publish/netlify-token-help.tsx'
import { TokenField } from '../publish/token-field.tsx'
import { useToken } from '../publish/use-token.ts'
import { closeSettings } from './open.ts'
import styles from './settings.module.css'

/** The tokens for publishing: which are kept, and the way to forget them. */
export function AccountsTab() {
  const github = useToken('github')
  const netlify = useToken('netlify')
  return (
    <DialogContent
      foot={
        <Button variant="primary" onClick={closeSettings}>
          Done
        </Button>
      }
    >
      <p>For publishing and importing. Building apps needs none of these.</p>
      <TokenField label="GitHub token" token={github} help={<GitHubTokenHelp />} />
      <TokenField label="Netlify token" token={netlify} help={<NetlifyTokenHelp />} />
      <p className={styles.safety}>
        <Icon of={ShieldCheck} size={14} />
        <span>
          Tokens are kept unencrypted in a store of their own in this browser, and each is sent only
          to the service it is for. They are never part of a project, a link, a zip or a backup, and
          the agent does not see them. Sign-ins for other git servers are kept the same way;
          Disconnect, under Publish, forgets them.
        </span>
      </p>
    </DialogContent>
  )
}
