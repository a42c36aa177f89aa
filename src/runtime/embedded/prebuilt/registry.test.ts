import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanRegistry, registryProxy, targetOf } from './registry.ts'

const servers: Server[] = []

function listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler)
  servers.push(server)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    })
  })
}

/** A server with the proxy for a registry, and nothing else. */
function listenProxy(registry: string | undefined, base = '/'): Promise<string> {
  const proxy = registryProxy(base, async () => registry)
  return listen((request, response) => {
    proxy(request, response, () => {
      response.statusCode = 404
      response.end('next')
    })
  })
}

/** As written: `fetch` would tidy the path first. */
function raw(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    ask({ hostname, port, path }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

describe('the proxy of the package registry', () => {
  it('refuses paths that leave the registry', async () => {
    const asked: (string | undefined)[] = []
    const registry = await listen((request, response) => {
      asked.push(request.url)
      response.end()
    })
    const proxy = await listenProxy(`${registry}npm/`)
    for (const path of ['../secret', 'a/%2e%2e/%2e%2e/secret', '..\\secret']) {
      expect(await raw(proxy, `/registry/${path}`)).toBe(400)
    }
    expect(asked).toEqual([])
  })

  it('passes on nothing but GET', async () => {
    const proxy = await listenProxy('http://127.0.0.1:9/')
    const response = await fetch(`${proxy}registry/react`, { method: 'PUT', body: '{}' })
    expect(response.status).toBe(405)
  })

  it('says when there is no registry, and when it does not answer', async () => {
    const none = await listenProxy(undefined)
    expect(await (await fetch(`${none}registry/react`)).text()).toContain('names no')
    const dead = await listenProxy('http://127.0.0.1:9/')
    const response = await fetch(`${dead}registry/react`)
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('cannot be reached')
  })

  it('tells the registry what is wanted and nothing of who asks', async () => {
    let told: object = {}
    const registry = await listen((request, response) => {
      told = { url: request.url, ...request.headers }
      response.setHeader('Content-Type', 'application/json')
      response.setHeader('Set-Cookie', 'id=1')
      response.end('{"name":"react"}')
    })
    const proxy = await listenProxy(`${registry}npm/`, '/sub/')
    const response = await fetch(`${proxy}sub/registry/@scope%2freact?x=1`, {
      headers: { accept: 'application/json', cookie: 'a=b', authorization: 'Bearer key' },
    })
    expect(await response.json()).toEqual({ name: 'react' })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(told).toMatchObject({ url: '/npm/@scope%2freact?x=1', accept: 'application/json' })
    expect(told).not.toHaveProperty('cookie')
    expect(told).not.toHaveProperty('authorization')
    expect(told).not.toHaveProperty('referer')
  })

  it('passes the status of a missing package on', async () => {
    const registry = await listen((_request, response) => {
      response.statusCode = 404
      response.end('{}')
    })
    const proxy = await listenProxy(registry)
    expect((await fetch(`${proxy}registry/nothing`)).status).toBe(404)
  })

  it('leaves every other path to the server', async () => {
    const proxy = await listenProxy('http://127.0.0.1:9/')
    expect(await (await fetch(`${proxy}index.html`)).text()).toBe('next')
  })
})

describe('the configured registry', () => {
  it('is no address that is not http', () => {
    expect(cleanRegistry('undefined\n')).toBeUndefined()
    expect(cleanRegistry('file:///etc/')).toBeUndefined()
  })

  it('loses credentials and gains a slash', () => {
    expect(cleanRegistry('https://me:secret@registry.example/npm?token=1\n')).toBe(
      'https://registry.example/npm/',
    )
  })

  it('is never left by an absolute path', () => {
    expect(targetOf('//other.example/x', 'https://registry.example/')).toBe(
      'https://registry.example///other.example/x',
    )
    expect(targetOf('@scope%2Fname', 'https://registry.example/npm/')).toBe(
      'https://registry.example/npm/@scope%2Fname',
    )
  })
})
