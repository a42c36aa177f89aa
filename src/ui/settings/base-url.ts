/** Whether an address can be used, and what to say about it. */
export type BaseURLCheck =
  | { readonly ok: true; readonly baseURL: string; readonly warning: string | undefined }
  | { readonly ok: false; readonly problem: string }

const refuse = (problem: string): BaseURLCheck => ({ ok: false, problem })

/**
 * Checks what was typed as a base URL. https goes anywhere; plain http only to
 * this computer and, with a warning, to the local network, because a key
 * travels along. Gives the address without trailing slashes.
 */
export function checkBaseURL(typed: string): BaseURLCheck {
  const text = typed.trim().replace(/\/+$/, '')
  if (text === '') return refuse('Enter the address of the server.')
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return refuse('Start with https:// or http://localhost')
  }
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (username || password)
    return refuse('Leave the name and password out; keys go in the key field.')
  if (search || hash) return refuse('Leave out everything from ? or # on.')
  if (protocol === 'https:' || isLoopback(hostname)) {
    return { ok: true, baseURL: text, warning: undefined }
  }
  if (isLocalNetwork(hostname)) {
    return {
      ok: true,
      baseURL: text,
      warning:
        'Plain http: others on this network can read what is sent, the key too. Many browsers also refuse it when Tabsmith itself comes by https.',
    }
  }
  return refuse('Use https:// here: with plain http anyone on the way could read your key.')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(host)
}

/** Private IPv4 and IPv6 ranges, .local names and names without a dot. */
function isLocalNetwork(host: string): boolean {
  return (
    /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host) ||
    /^\[f[cd]/.test(host) ||
    host.endsWith('.local') ||
    /^[a-z0-9-]+$/i.test(host)
  )
}
