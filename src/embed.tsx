import { createRoot } from 'react-dom/client'
import { Failure } from '#failure.ts'
import { createViewer } from '#projects/create-viewer.ts'
import { loadTemplateVersion } from '#projects/template-versions.ts'
import { createEmbeddedBoot } from '#runtime/embedded/boot.ts'
import { createWorkerStart } from '#runtime/embedded/start-worker.ts'
import type { BootRuntime } from '#runtime/runtime.ts'
import type { EmbedOptions } from '#share/embed.ts'
import { readLink } from '#share/link.ts'
import { EmbedPage, type Embed } from '#ui/embed/embed-page.tsx'
import { startServiceWorker } from '#worker/register.ts'
import { readHostSettings, registries } from './host.ts'

/**
 * The composition root of the embed mode: Tabsmith inside another site's page.
 * It opens no database, so that neither that page nor what it shows comes near
 * a project, a setting or a key. Packages are cached, by their checksums.
 */
export function startEmbed(root: HTMLElement, embedOptions: EmbedOptions): void {
  const worker = startServiceWorker({ mayReload: () => false })
  const hostSettings = readHostSettings()
  const boot: BootRuntime = async (options) => {
    const { settings } = await hostSettings
    const bootEmbedded = createEmbeddedBoot({
      projectId: 'viewed',
      registries: registries(settings.registry),
      storage: { read: () => Promise.resolve({}), change: () => undefined },
      previewReady: worker.ready,
      page: window,
      startWorker: createWorkerStart().take,
    })
    return bootEmbedded(options)
  }

  const embed: Embed = {
    options: embedOptions,
    link: new URL(`./${location.hash}`, document.baseURI).href,
    open: async () => {
      const payload = /^#\/s\/(.+)$/.exec(location.hash)?.[1]
      if (payload === undefined) {
        throw new Failure('invalid', 'The address of this frame carries no project.', {
          hint: 'Make it anew by Share in Tabsmith.',
        })
      }
      const { name, template, files } = await readLink(payload, loadTemplateVersion)
      return createViewer({ name, template: template?.id, files, embedded: boot })
    },
  }
  createRoot(root).render(<EmbedPage embed={embed} />)
}
