/** How often each module was asked for again; an address that failed is not to be used twice. */
const attempts = new Map<string, number>()

/**
 * Loads a part of the engine by its `import()`. What could not be fetched once
 * is failed for good, to a browser, as long as the worker lives; so it is then
 * asked for by another address, at the next call if not at this one. Browsers
 * that do not name the address in their error (Safari) need a reload, still.
 * `member` is something that the module exports, by which it is known.
 * Rejects with the error of the import.
 */
export async function loadChunk<Module extends object>(
  load: () => Promise<Module>,
  member: keyof Module & string,
  importAt: (address: string) => Promise<unknown> = (address) => import(/* @vite-ignore */ address),
): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    const address = failedAddress(error)
    if (address === undefined) throw error
    const attempt = (attempts.get(address) ?? 0) + 1
    attempts.set(address, attempt)
    // The same module, which has never run under its own address.
    const again = await importAt(`${address}?again=${attempt}`).catch(() => undefined)
    // The bundler may have put it into a file with others: then it cannot be told from them.
    const found = [again, defaultOf(again)].find((module) => isObject(module) && member in module)
    if (found === undefined) throw error
    return found as Module
  }
}

/** "Failed to fetch dynamically imported module: <address>" in Chromium, "error loading …: <address>" in Firefox. */
function failedAddress(error: unknown): string | undefined {
  if (!(error instanceof TypeError)) return undefined
  return /dynamically imported module: (https?:\/\/[^\s?]+)$/.exec(error.message)?.[1]
}

/** CommonJS, whose exports the bundler gives as one. */
function defaultOf(module: unknown): unknown {
  return isObject(module) && 'default' in module ? module.default : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
