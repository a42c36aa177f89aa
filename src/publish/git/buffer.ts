import { Buffer } from 'buffer'

/** isomorphic-git expects Node's global; nothing else of the app may rely on it. */
if (!('Buffer' in globalThis)) Object.assign(globalThis, { Buffer })
