import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base, expect } from '@playwright/test'
import {
  createGate,
  fault,
  reply,
  startFakeModel,
  text,
  type FakeModel,
} from './fake-model/fake-model.ts'

// What Node cannot show: which answers a browser lets a page of another origin read.
const test = base.extend<{ model: FakeModel; pageUrl: string }>({
  model: async ({}, use) => {
    const model = await startFakeModel()
    await use(model)
    await model.close()
  },
  pageUrl: async ({}, use) => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<title>A page</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    server.close()
  },
})

/** Runs in the page. */
async function ask({ url, headers }: { url: string; headers: Record<string, string> }) {
  const body = JSON.stringify({
    model: 'fake',
    stream: true,
    messages: [{ role: 'user', content: 'Hello' }],
  })
  try {
    const response = await fetch(`${url}/chat/completions`, { method: 'POST', headers, body })
    const answer = {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: '',
      cut: false,
    }
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    try {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
        answer.body += read.value
        Object.assign(globalThis, { heard: answer.body })
      }
    } catch {
      answer.cut = true
    }
    return answer
  } catch (error) {
    return String(error)
  }
}

const headers = { authorization: 'Bearer sk-test', 'content-type': 'application/json' }

test.beforeEach(({ page, pageUrl }) => page.goto(pageUrl))

test('a page reads a streamed answer', async ({ page, model }) => {
  model.queue(reply(text('Grüße')))
  const answer = await page.evaluate(ask, { url: model.url, headers })
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('[DONE]') })
  expect(model.requests[0]?.headers['authorization']).toBe('Bearer sk-test')
})

test('a page reads retry-after only when it is exposed', async ({ page, model }) => {
  model.queue(fault.rateLimit({ retryAfter: 7 }), fault.rateLimit({ retryAfter: 7, exposed: true }))
  const answers = [
    await page.evaluate(ask, { url: model.url, headers }),
    await page.evaluate(ask, { url: model.url, headers }),
  ]
  expect(answers).toMatchObject([
    { status: 429, retryAfter: null },
    { status: 429, retryAfter: '7' },
  ])
})

test('a page may read nothing without CORS, nor with a header that is not allowed', async ({
  page,
  model,
}) => {
  const strange = { ...headers, 'x-strange': '1' }
  expect(await page.evaluate(ask, { url: model.url, headers: strange })).toContain(
    'Failed to fetch',
  )
  model.settings.cors = false
  expect(await page.evaluate(ask, { url: model.url, headers })).toContain('Failed to fetch')
  expect(model.requests).toEqual([])
})

test('a cut connection fails the page only after what was sent before', async ({ page, model }) => {
  const gate = createGate()
  model.queue(reply(text('Half of the answer'), { hold: { after: 3, gate }, cutAfter: 3 }))
  const answer = page.evaluate(ask, { url: model.url, headers })
  // A cut takes along what the page has not read yet.
  await expect
    .poll(() => page.evaluate(() => Reflect.get(globalThis, 'heard') as unknown))
    .toContain('Half')
  gate.open()
  expect(await answer).toMatchObject({
    status: 200,
    body: expect.stringContaining('Half'),
    cut: true,
  })
})
