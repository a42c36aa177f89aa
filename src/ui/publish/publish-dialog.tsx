import { Download, GitBranch, GitFork, Globe } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../context.ts'
import { TabbedDialog } from '../controls/tabbed-dialog.tsx'
import { DownloadTab } from './download/download-tab.tsx'
import { GitTab } from './git/git-tab.tsx'
import { GitHubTab } from './github/github-tab.tsx'
import { NetlifyTab } from './netlify/netlify-tab.tsx'

type PublishTab = 'github' | 'netlify' | 'git' | 'download'

/** Ways out of this browser: as source, as a site, as files. */
export default function PublishDialog({ onClose }: { readonly onClose: () => void }) {
  const { project, readOnly } = useSession()
  const [tab, setTab] = useState<PublishTab>(readOnly ? 'download' : firstTab())

  function firstTab(): PublishTab {
    const { published } = project.getState()
    return published?.netlify && !published.github ? 'netlify' : 'github'
  }

  const download = {
    value: 'download',
    label: 'Download',
    icon: Download,
    content: <DownloadTab />,
  } as const
  const remote = [
    { value: 'github', label: 'GitHub', icon: GitFork, content: <GitHubTab onLeave={onClose} /> },
    { value: 'netlify', label: 'Netlify', icon: Globe, content: <NetlifyTab /> },
    { value: 'git', label: 'Git remote', icon: GitBranch, content: <GitTab /> },
  ] as const
  return (
    <TabbedDialog<PublishTab>
      title="Publish"
      width="l"
      onClose={onClose}
      // Where it went could not be kept by a tab that does not own the project.
      tabs={readOnly ? [download] : [...remote, download]}
      value={tab}
      onChange={setTab}
    />
  )
}
