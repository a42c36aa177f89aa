/* eslint-disable no-undef -- runs in previews and in programs of the engine, not here */
/**
 * What hostile code would try in order to reach what Tabsmith keeps. An
 * attempt gives what it got hold of; whoever gets nothing, or throws, failed.
 * The same list runs in the preview and in `node`, which has fewer doors to try.
 */

/** Where the app really is: a preview's address says it, a program's does not. */
const app = globalThis.location?.origin?.startsWith('http')
  ? globalThis.location.origin
  : globalThis.process?.argv[2]

/** Text, when it is of the app's files: for its own addresses the project's are what a preview gets. */
const ofApp = (text) => (/<title>Tabsmith|"runtime"|skipWaiting/.test(text) ? text : '')

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The first message of `target`, or that none came. */
function firstMessage(target, ms = 1500) {
  return Promise.race([
    new Promise((resolve) => {
      const add = () => target.addEventListener('message', ({ data }) => resolve(data))
      add()
      target.start?.()
    }),
    wait(ms),
  ])
}

/** Text of a script that tries every store that it can name, and tells the outcome by `tell`. */
const PROBE = `
  const found = []
  const note = (name, value) => { if (value !== undefined && value !== null && value !== '') found.push(name + '=' + (typeof value === 'string' ? value : JSON.stringify(value))) }
  const probes = {
    indexedDB: async () => { const all = await indexedDB.databases(); if (all.length > 0) note('indexedDB', all) },
    open: () => new Promise((resolve, reject) => { const r = indexedDB.open('tabsmith'); r.onsuccess = () => { note('open', [...r.result.objectStoreNames]); resolve() }; r.onerror = reject; r.onblocked = reject }),
    localStorage: () => note('localStorage', localStorage.planted),
    sessionStorage: () => note('sessionStorage', sessionStorage.planted),
    cookie: () => note('cookie', document.cookie),
    caches: async () => { const keys = await caches.keys(); if (keys.length > 0) note('caches', keys) },
    files: async () => { for await (const name of (await navigator.storage.getDirectory()).keys()) note('files', name) },
    locks: async () => { const { held } = await navigator.locks.query(); if (held.length > 0) note('locks', held) },
    workers: async () => { const all = await navigator.serviceWorker.getRegistrations(); if (all.length > 0) note('serviceWorker', all.length) },
    fetch: async () => { const answer = await fetch(APP + '/tabsmith.json', { credentials: 'include' }); note('fetch', await answer.text()) },
    channel: () => new Promise((resolve) => { const c = new BroadcastChannel('tabsmith'); c.onmessage = ({ data }) => { note('channel', data); resolve() }; c.postMessage({ forged: true }); setTimeout(resolve, 400) }),
    top: () => note('top', top.location.href),
    parent: () => note('parent', parent.document.title),
  }
  const probing = Promise.all(Object.values(probes).map(async (probe) => { try { await Promise.race([probe(), new Promise((r) => setTimeout(r, 600))]) } catch {} })).then(() => found.join('; ') || 'nothing')
`
const probe = (tell) =>
  `const APP = ${JSON.stringify(app)}; ${PROBE}; probing.then((got) => ${tell})`

const blobAddress = (text, type) => URL.createObjectURL(new Blob([text], { type }))
const javascript = (text) => blobAddress(text, 'text/javascript')
const page = (tell) => `<script>${probe(tell)}</` + `script>`

/** What a nested frame tells, and what can be read through its window. */
async function nested(attributes) {
  const frame = document.createElement('iframe')
  Object.assign(frame, attributes)
  const told = new Promise((resolve) => {
    addEventListener('message', ({ source, data }) => {
      if (source === frame.contentWindow && data?.probe !== undefined) resolve(data.probe)
    })
  })
  document.body.append(frame)
  const found = [await Promise.race([told, wait(1500)])]
  for (const read of [
    (view) => view.localStorage.planted,
    (view) => view.document.cookie,
    (view) => view.document.querySelector('#root')?.textContent,
    (view) => (view.origin === 'null' ? '' : view.origin),
  ]) {
    try {
      found.push(read(frame.contentWindow))
    } catch {
      // refused
    }
  }
  frame.remove()
  const [got, ...read] = found
  return [got === 'nothing' && read.some(Boolean) ? '' : got, ...read].filter(Boolean).join('; ')
}

/** Every record of every store. */
async function readDatabase() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open('tabsmith'))
  const found = []
  for (const store of database.objectStoreNames) {
    found.push(...(await done(database.transaction(store).objectStore(store).getAll())))
  }
  return JSON.stringify(found)
}

const workerTells = 'postMessage(got)'
const frameTells = `parent.postMessage({ probe: got }, '*')`

export const attempts = {
  'IndexedDB: list databases': async () => (await indexedDB.databases()).map(({ name }) => name),
  'IndexedDB: open and read the app’s': readDatabase,
  'IndexedDB: delete the app’s': () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('tabsmith')
      request.onsuccess = () => resolve('deleted')
      request.onblocked = () => resolve('blocked, so it was seen')
      request.onerror = () => reject(request.error)
    }),
  'localStorage: the planted item': () => localStorage.getItem('planted'),
  'localStorage: the browser’s own, by its getter': () => {
    delete window.localStorage
    const view = Object.getOwnPropertyDescriptor(Window.prototype, 'localStorage')
    return (view ?? Object.getOwnPropertyDescriptor(window, 'localStorage'))?.get.call(window)
      .planted
  },
  'sessionStorage: the planted item': () => sessionStorage.getItem('planted'),
  'cookies: document.cookie': () => document.cookie,
  'cookies: the browser’s own, by its getter': () =>
    Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').get.call(document),
  'cookies: set one for the app': () => {
    Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').set.call(
      document,
      'forged=1; path=/',
    )
  },
  'cookies: cookieStore': async () => (await cookieStore.getAll()).map(({ value }) => value),
  'Cache Storage: list': () => caches.keys(),
  'Cache Storage: read': async () => (await caches.match(`${app}/planted`))?.text(),
  'Cache Storage: replace the app’s files': async () => {
    const cache = await caches.open('tabsmith-forged')
    await cache.put(`${app}/index.html`, new Response('forged'))
    return 'stored'
  },
  'storage access: asked for': async () => {
    await document.requestStorageAccess()
    return 'granted'
  },
  'OPFS: list files': async () => Array.fromAsync((await navigator.storage.getDirectory()).keys()),
  'navigator.storage: what the app keeps': async () => (await navigator.storage.estimate()).usage,
  'Web Locks: list': async () => (await navigator.locks.query()).held.map(({ name }) => name),
  'Web Locks: take the app’s': () =>
    navigator.locks.request('tabsmith', { steal: true }, () => 'taken'),
  'BroadcastChannel: tabsmith': async () => {
    const channel = new BroadcastChannel('tabsmith')
    channel.postMessage({ forged: 'tabsmith' })
    return firstMessage(channel)
  },
  'BroadcastChannel: other names': async () => {
    const channels = ['', 'projects', 'keys', 'tabsmith-tabs'].map(
      (name) => new BroadcastChannel(name),
    )
    for (const channel of channels) channel.postMessage({ forged: 'other' })
    return Promise.race(channels.map((channel) => firstMessage(channel, 500)))
  },
  'SharedWorker: of the app’s files': async () => {
    const worker = new SharedWorker(`${app}/sw.js`)
    return firstMessage(worker.port, 500)
  },
  'SharedWorker: from a blob, then the stores': async () => {
    const text = probe('port.postMessage(got)')
    const worker = new SharedWorker(javascript(`onconnect = ({ ports: [port] }) => { ${text} }`))
    return firstMessage(worker.port)
  },
  'service worker: registrations': async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  'service worker: register': async () =>
    (await navigator.serviceWorker.register(`${app}/sw.js`)).scope,
  'service worker: message': () => {
    navigator.serviceWorker.controller.postMessage({ type: 'activate' })
    return 'sent'
  },
  'window.top: document': () => window.top.document.title,
  'window.top: location': () => window.top.location.href,
  'window.top: call a function of the app': () => window.top.eval('1'),
  'parent: document': () => parent.document.body.innerHTML,
  'parent: storage': () => parent.localStorage.planted,
  'parent: frames beside': () => {
    const found = []
    for (let i = 0; i < parent.length; i++) {
      if (parent[i] !== window) found.push(parent[i].document.title)
    }
    return found.join()
  },
  frameElement: () => window.frameElement?.outerHTML,
  opener: () => window.opener?.location.href,
  'window.open: the app': () => window.open(`${app}/`)?.closed,
  'window.open: a blank page': () => window.open('')?.closed,
  'top navigation: location': async () => {
    window.top.location.href = 'data:text/html,taken'
    await wait(100)
  },
  'top navigation: replace': () => window.top.location.replace(`${app}/?taken`),
  'top navigation: a link to _top': async () => {
    const link = document.createElement('a')
    Object.assign(link, { href: `${app}/?taken-link`, target: '_top' })
    document.body.append(link)
    link.click()
    link.remove()
    await wait(100)
  },
  'top navigation: a form to _top': async () => {
    const form = document.createElement('form')
    Object.assign(form, { action: `${app}/?taken-form`, target: '_top' })
    document.body.append(form)
    form.submit()
    form.remove()
    await wait(100)
  },
  'a link to _blank': async () => {
    const link = document.createElement('a')
    Object.assign(link, { href: `${app}/?blank`, target: '_blank', rel: 'opener' })
    document.body.append(link)
    link.click()
    link.remove()
    await wait(100)
  },
  'nested frame: the app': () => nested({ src: `${app}/` }),
  'nested frame: the app’s index.html': () => nested({ src: `${app}/index.html` }),
  'nested frame: a preview address': () => nested({ src: `${app}/about` }),
  'nested frame: sw.js': () => nested({ src: `${app}/sw.js` }),
  'nested frame: credentialless': () => nested({ credentialless: true, src: `${app}/` }),
  'nested frame: srcdoc': () => nested({ srcdoc: page(frameTells) }),
  'nested frame: srcdoc with a sandbox of its own': () => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts allow-same-origin allow-top-navigation allow-popups'
    return nested({ sandbox: frame.sandbox.value, srcdoc: page(frameTells) })
  },
  'nested frame: data': () =>
    nested({ src: `data:text/html,${encodeURIComponent(page(frameTells))}` }),
  'nested frame: blob': () => nested({ src: blobAddress(page(frameTells), 'text/html') }),
  'nested frame: about:blank': async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const view = frame.contentWindow
    const script = view.document.createElement('script')
    script.textContent = probe(frameTells)
    const told = firstMessage(window)
    view.document.body.append(script)
    const { probe: got } = (await told) ?? {}
    return [got, view.origin === 'null' ? '' : view.origin].filter(Boolean).join()
  },
  'nested frame: javascript address': () =>
    nested({ src: `javascript:${encodeURIComponent(probe(frameTells))}` }),
  'nested frame: object and embed': async () => {
    const found = []
    for (const [name, at] of [
      ['object', 'data'],
      ['embed', 'src'],
    ]) {
      const element = document.createElement(name)
      element[at] = `${app}/`
      document.body.append(element)
      await wait(300)
      try {
        found.push(element.getSVGDocument?.()?.title, element.contentDocument?.title)
      } catch {
        // refused
      }
      element.remove()
    }
    return found.filter(Boolean).join()
  },
  'document.domain': () => {
    document.domain = new URL(app).hostname
    return parent.document.title
  },
  'worker: of the app’s files': async () => {
    const worker = new Worker(`${app}/sw.js`)
    const failed = new Promise((resolve) => (worker.onerror = () => resolve()))
    return Promise.race([failed, firstMessage(worker)])
  },
  'worker: from a blob, then the stores': () =>
    firstMessage(new Worker(javascript(probe(workerTells)))),
  'worker: from a data address, then the stores': () =>
    firstMessage(new Worker(`data:text/javascript,${encodeURIComponent(probe(workerTells))}`)),
  'worker: a module from a blob, then the stores': () =>
    firstMessage(new Worker(javascript(probe(workerTells)), { type: 'module' })),
  'worker: importScripts of the app': () =>
    firstMessage(
      new Worker(
        javascript(
          `try { importScripts('${app}/sw.js'); postMessage('ran') } catch { postMessage('') }`,
        ),
      ),
    ),
  'fetch: the app’s files with credentials': async () =>
    ofApp(await (await fetch(`${app}/tabsmith.json`, { credentials: 'include' })).text()),
  'fetch: the app’s page': async () =>
    ofApp(await (await fetch(`${app}/index.html?x`, { mode: 'cors' })).text()),
  'fetch: opaque, then read': async () =>
    ofApp(await (await fetch(`${app}/sw.js`, { mode: 'no-cors' })).text()),
  'fetch: a realm’s own, from a worker': () =>
    firstMessage(
      new Worker(
        javascript(`fetch('${app}/tabsmith.json', { credentials: 'include' })
          .then((answer) => answer.text()).then(postMessage, () => postMessage('nothing'))`),
      ),
    ),
  'XMLHttpRequest with credentials': () =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('GET', `${app}/sw.js`)
      request.withCredentials = true
      request.onload = () => resolve(ofApp(request.responseText))
      request.onerror = () => reject(new Error('network error'))
      request.send()
    }),
  'import: the app’s modules': async () => {
    const load = new Function('address', 'return import(address)')
    return Object.keys(await load(`${app}/sw.js`)).join() || 'ran'
  },
  'navigator.credentials': async () => (await navigator.credentials.get({ password: true }))?.id,
  'navigator.clipboard: read': () => navigator.clipboard.readText(),
  'navigator.permissions': async () => {
    const granted = []
    for (const name of ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read']) {
      const { state } = await navigator.permissions.query({ name })
      if (state === 'granted') granted.push(name)
    }
    return granted.join()
  },
  Notification: async () => {
    const state = await Notification.requestPermission()
    return state === 'granted' ? state : ''
  },
  'features of the device that the frame is allowed': () =>
    document.featurePolicy
      .allowedFeatures()
      .filter((name) =>
        /camera|microphone|geolocation|clipboard|display-capture|credentials|payment|usb|serial|bluetooth|hid|midi|idle/.test(
          name,
        ),
      ),
  geolocation: () =>
    new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(() => resolve('a place'), reject),
    ),
  'messages: what the app answers when asked': async () => {
    // Anything but the connection that every document of its kind gets.
    const asked = ['hello', 'keys', 'settings', 'secrets', 'connect', 'ping']
    const found = []
    const listen = ({ data }) => {
      const text = JSON.stringify(data)
      if (!['"connect"', '"ping"'].some((kind) => text.includes(kind))) found.push(text)
    }
    addEventListener('message', listen)
    for (const type of asked) {
      for (const source of ['tabsmith-page', 'tabsmith', 'tabsmith-preview']) {
        parent.postMessage({ source, type }, '*')
      }
    }
    await wait(500)
    removeEventListener('message', listen)
    return found.join()
  },
}

/** Tries one after the other; gives [name, outcome], where an outcome begins with 'GOT' or 'failed'. */
export async function tryAll(list = attempts) {
  const rows = []
  for (const [name, attempt] of Object.entries(list)) rows.push([name, await outcome(attempt)])
  return rows
}

export async function outcome(attempt) {
  const late = wait(4000).then(() => ({ late: true }))
  try {
    const got = await Promise.race([attempt(), late])
    if (got?.late) return 'failed: no answer'
    if (got === 'nothing') return 'failed: ran, and found nothing'
    const isNothing =
      got === undefined || got === null || got === '' || (Array.isArray(got) && got.length === 0)
    return isNothing ? 'failed: got nothing' : `GOT: ${String(got).slice(0, 300)}`
  } catch (error) {
    return `failed: ${String(error?.message ?? error)
      .split('\n')[0]
      .slice(0, 110)}`
  }
}
