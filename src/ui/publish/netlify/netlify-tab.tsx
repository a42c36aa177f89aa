import { useState } from 'react'
import { useStore } from 'zustand'
import type { Deployed, Site } from '#publish/netlify/netlify.ts'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Note } from '../../controls/note.tsx'
import { OutLink } from '../../controls/out-link.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { showFailure } from '../../controls/toasts.ts'
import { useTask, type TaskTools } from '../../use-task.ts'
import { buildSite } from '../build.ts'
import { NetlifyTokenHelp } from '../netlify-token-help.tsx'
import { TokenField } from '../token-field.tsx'
import { useListing } from '../use-listing.ts'
import { useToken } from '../use-token.ts'
import { listSites, openNetlify, tellNetlify } from './netlify-client.ts'
import { NEW_SITE, SiteFields, type SiteChoice } from './site-fields.tsx'
import styles from '../publish.module.css'

/** The built app on Netlify. */
export function NetlifyTab() {
  const session = useSession()
  const known = useStore(session.project, (state) => state.published?.netlify)
  const name = useStore(session.project, (state) => state.name)
  const token = useToken('netlify')
  const sites = useListing(token.value ?? '', listSites)
  const [choice, setChoice] = useState<SiteChoice>({ siteId: known?.siteId ?? NEW_SITE, name: '' })
  const task = useTask<Deployed>()
  const { state } = task
  const signedIn = token.value !== undefined && token.value !== ''

  async function deploy(tools: TaskTools): Promise<Deployed> {
    const files = await buildSite(session, tools)
    const netlify = await openNetlify(token.value ?? '')
    const onProgress = tellNetlify(tools.report)
    let { siteId } = choice
    if (siteId === NEW_SITE) {
      const typed = choice.name.trim()
      const site = await netlify.createSite(typed === '' ? undefined : typed)
      siteId = site.id
      // At once: when the deploy fails, the next one must not make a second site.
      await keep(site)
    }
    const deployed = await netlify.deploy({
      siteId,
      files,
      title: name,
      signal: tools.signal,
      onProgress,
    })
    await session.setPublished({ netlify: { siteId, url: deployed.url } }).catch(showFailure)
    return deployed
  }

  async function keep({ id, url }: Site): Promise<void> {
    setChoice({ siteId: id, name: '' })
    await session.setPublished({ netlify: { siteId: id, url } }).catch(showFailure)
  }

  return (
    <DialogContent
      onSubmit={() => void (signedIn && !task.running && task.run(deploy))}
      foot={
        <Button variant="primary" type="submit" busy={task.running} disabled={!signedIn}>
          Build and deploy
        </Button>
      }
    >
      {known && (
        <p className={styles.place}>
          Published at <OutLink href={known.url}>{known.url}</OutLink>
        </p>
      )}
      <TokenField label="Netlify token" token={token} help={<NetlifyTokenHelp />} />
      {signedIn && (
        <>
          {sites.failure && <FailureNote failure={sites.failure} />}
          <SiteFields sites={sites.list} known={known} choice={choice} onChange={setChoice} />
          {state.name === 'running' && (
            <TaskLine progress={state.progress} words="Building…" onCancel={task.cancel} />
          )}
          {state.name === 'failed' && <FailureNote failure={state.failure} />}
          {state.name === 'done' && <Live deployed={state.value} />}
        </>
      )}
    </DialogContent>
  )
}

function Live({ deployed: { url, deployUrl, uploaded } }: { readonly deployed: Deployed }) {
  return (
    <Note tone="ok" role="status">
      <p>
        Live at <OutLink href={url}>{url}</OutLink>
      </p>
      <p>
        {uploaded === 0 ? 'Nothing had changed' : `${uploaded} files sent`}.{' '}
        <OutLink href={deployUrl}>This deploy</OutLink> keeps an address of its own.
      </p>
    </Note>
  )
}
