import builtRegistry from 'virtual:tabsmith-registry'
import { loadHostSettings, type LoadedHostSettings } from '#projects/host-settings.ts'

/** How long the first screen waits for the host's settings. Milliseconds. */
const HOST_SETTINGS_LIMIT = 5_000

/** What the host of this copy of Tabsmith has set in tabsmith.json beside index.html. Never rejects. */
export function readHostSettings(): Promise<LoadedHostSettings> {
  return loadHostSettings(async () => {
    const signal = AbortSignal.timeout(HOST_SETTINGS_LIMIT)
    const response = await fetch('./tabsmith.json', { cache: 'no-cache', signal })
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return response.text()
  })
}

/** Where the embedded engine gets packages, tried in order: what the host says, its proxy, npm's own setting at build time. */
export function registries(ofHost: string | undefined): string[] {
  const proxy = new URL('./registry/', document.baseURI).href
  return [ofHost, proxy, builtRegistry].flatMap((address) => address || [])
}
