import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Network } from '#models/network.ts'
import type { Notice } from '#projects/app.ts'
import { createApp, type News } from '#projects/create-app.ts'
import { loadTemplate, templates } from '#projects/templates.ts'
import { createWorkerStart } from '#runtime/embedded/start-worker.ts'
import type { BootRuntime } from '#runtime/runtime.ts'
import { readEmbedOptions } from '#share/embed.ts'
import { createDatabase } from '#storage/database.ts'
import { askToPersist, storageState } from '#storage/persist.ts'
import { createProjectLocks } from '#storage/project-locks.ts'
import { Root } from '#ui/app.tsx'
import { startServiceWorker } from '#worker/register.ts'
import { readHostSettings, registries } from './host.ts'

/** 128 random bits. Not `randomUUID`: on plain http, such as a host in one's own network, there is none. */
const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
const now = () => Date.now()

const network: Network = {
  fetch: (input, init) => fetch(input, init),
  online: () => navigator.onLine,
  origin: location.origin,
}

/** `pagehide` alone is not enough: a phone may end a hidden page without another word. */
function onPageHide(listener: () => void): () => void {
  const hidden = () => {
    if (document.visibilityState === 'hidden') listener()
  }
  window.addEventListener('pagehide', listener)
  document.addEventListener('visibilitychange', hidden)
  return () => {
    window.removeEventListener('pagehide', listener)
    document.removeEventListener('visibilitychange', hidden)
  }
}

/** Missing on plain http, whatever the types say. */
const cacheStorage = () => ('caches' in window ? caches : undefined)

/** The name of the cache that the embedded engine keeps packages in. */
const packageCache = async () => (await import('#runtime/embedded/packages/cache.ts')).CACHE_NAME

/** The home page keeps what is typed; everywhere else a reload would be noticed. */
const isFirstScreen = () =>
  ['', '#/'].includes(location.hash) && document.querySelector('[role="dialog"]') === null

const loadSession = () => import('#projects/create-session.ts')

/** The project whose page is asked for, if one is. */
const askedProject = () => /^#\/p\/([\w-]+)$/.exec(location.hash)?.[1]

/** Fetches what the page of a project consists of, beside all that comes before it is shown. */
function prepareProjectPage(): void {
  // What fails here is asked for again, and told then.
  loadSession().catch(() => undefined)
  import('#ui/workbench/workbench-page.tsx').catch(() => undefined)
}

async function start(root: HTMLElement): Promise<void> {
  if (askedProject() !== undefined) prepareProjectPage()
  const worker = startServiceWorker({ mayReload: isFirstScreen })
  const { settings: host, notice } = await readHostSettings()
  document.title = host.name
  const database = createDatabase()

  // Everything below is loaded when it is first needed: the home page stays light.
  // One booter for the page: it knows whether its frame is still alive.
  let webContainer: Promise<BootRuntime> | undefined
  const boot: BootRuntime = async (options) => {
    webContainer ??= import('#runtime/webcontainer/boot.ts').then(({ createWebContainerBoot }) =>
      createWebContainerBoot(host.webcontainer),
    )
    // A chunk that could not be loaded may be there at the next try.
    webContainer.catch(() => (webContainer = undefined))
    const bootWebContainer = await webContainer
    return bootWebContainer(options)
  }
  const engineWorkers = createWorkerStart()
  const loadEmbedded = () =>
    Promise.all([import('#runtime/embedded/boot.ts'), import('#storage/preview-storage.ts')])
  /** The engine starts beside all else that comes before a preview. */
  const prepareEmbedded = (choice = host.runtime) => {
    if (choice === 'webcontainer') return
    engineWorkers.prepare()
    loadEmbedded().catch(() => undefined) // told when it boots
  }
  if (askedProject() !== undefined) prepareEmbedded()
  const embedded =
    (projectId: string): BootRuntime =>
    async (options) => {
      const [{ createEmbeddedBoot }, { createPreviewItems }] = await loadEmbedded()
      const bootEmbedded = createEmbeddedBoot({
        projectId,
        registries: registries(host.registry),
        storage: createPreviewItems(database, projectId),
        previewReady: worker.ready,
        page: window,
        startWorker: engineWorkers.take,
      })
      return bootEmbedded(options)
    }
  const channel = new BroadcastChannel('tabsmith')

  const app = createApp({
    database,
    // Missing outside a secure context, whatever the types say.
    locks: createProjectLocks(navigator.locks),
    host,
    notices: notice ? [notice] : [],
    templates,
    loadTemplate: (id) => {
      prepareEmbedded() // a project is being made, and opened next
      return loadTemplate(id)
    },
    openSession: async (opening) => {
      prepareEmbedded(opening.project.getState().runtime)
      const { createSession } = await loadSession()
      return createSession(
        {
          database,
          boots: { webcontainer: boot, embedded },
          runtime: host.runtime,
          network,
          onPageHide,
          now,
          randomId,
          random: Math.random,
        },
        opening,
      )
    },
    testConnection: async (access) => {
      const { testConnection } = await import('#models/test-connection.ts')
      return testConnection(access, { ...network, now: () => performance.now() })
    },
    offline: worker.store,
    askToPersist: () => askToPersist(navigator.storage),
    storageState: () => storageState(navigator.storage),
    caches: {
      size: async () => {
        const { cacheSize } = await import('#storage/usage.ts')
        return cacheSize(cacheStorage(), await packageCache())
      },
      clear: async () => {
        await cacheStorage()?.delete(await packageCache())
      },
    },
    channel: {
      postMessage: (news: News) => channel.postMessage(news),
      addEventListener: (type, listener) => channel.addEventListener(type, listener),
      removeEventListener: (type, listener) => channel.removeEventListener(type, listener),
    },
    randomId,
    now,
  })

  /** Its page opens the same one, once its code is there, and tells what fails. */
  async function openAhead(id: string): Promise<void> {
    try {
      const session = await app.openProject(id)
      if (askedProject() !== id) await session.close()
    } catch {
      // see above
    }
  }
  const asked = askedProject()
  if (asked !== undefined) void openAhead(asked)

  function offerUpdate(): void {
    if (worker.store.getState().update === 'none') return
    const notice: Notice = {
      id: 'update',
      tone: 'info',
      message: 'A new version of Tabsmith is ready.',
      action: { label: 'Reload', run: worker.applyUpdate },
    }
    app.notices.setState(({ notices }) => ({
      notices: [...notices.filter(({ id }) => id !== notice.id), notice],
    }))
  }
  worker.store.subscribe(offerUpdate)
  offerUpdate()

  createRoot(root).render(
    <StrictMode>
      <Root app={app} />
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const embedOptions = readEmbedOptions(location.search)
// A page that frames this one could lead a person's clicks to what they never saw.
if (window.top === window) void start(root)
else if (embedOptions) {
  import('./embed.tsx').then(
    ({ startEmbed }) => startEmbed(root, embedOptions),
    () => (root.textContent = 'Tabsmith could not be loaded. Reload the page to try again.'),
  )
} else root.textContent = 'Tabsmith does not run inside another page.'
