import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  call,
  reply,
  text,
  type FakeMessage,
  type FakeModel,
  type FakeRequest,
  type Reply,
} from '../fake-model/fake-model.ts'
import { createRandom } from '../random.ts'
import { createTabsmith } from '../tabsmith.ts'
import type { Page } from '@playwright/test'
import { bootFrom, expect, test } from '../test.ts'
import { acts, type Stage } from './acts.ts'
import { startBrowser } from './killable-browser.ts'
import { createLedger, NOTES, stepContent, stepPath, type Ledger } from './ledger.ts'
import { exportRepository } from './repository.ts'
import { readProjectIds, readStored } from './stored.ts'

export interface SoakOptions {
  readonly kills: number
  /** Repeats the acts and moments of an earlier run, as near as the machine's pace allows. */
  readonly seed: number
  readonly appUrl: string
  readonly fakeModel: FakeModel
  /** Where WebContainers are asked for, in vain: the story needs none. */
  readonly silentHost: string
}

/** The latest kill after an act began, in milliseconds: most acts are over by then. */
const LATEST_KILL = 3_500
/** Steps of one turn. */
const STEPS = 3

/**
 * Works in Tabsmith and kills the browser in the midst of it, again and again.
 * After each kill everything that somebody was told is done must be there, every
 * project must open, and real git must find nothing wrong with the history.
 */
export async function soak(options: SoakOptions): Promise<void> {
  const { kills, seed, appUrl, fakeModel } = options
  console.log(`SOAK_SEED=${seed}`)
  const random = createRandom(seed)
  const profile = await mkdtemp(path.join(tmpdir(), 'tabsmith-soak-'))
  const ledger = createLedger()
  const imported: Stage['imported'] = new Map()
  let used = 0
  const next = () => ++used
  fakeModel.settings.deltaSize = 16
  fakeModel.settings.pace = 1
  fakeModel.answer(createAuthor(ledger, next))

  const address = await test.step('a project', async () => {
    const browser = await startBrowser(profile)
    await bootFrom(browser.context, options.silentHost)
    const tabsmith = createTabsmith(browser.page, appUrl)
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
    await tabsmith.build('Count to the moon')
    await tabsmith.rest()
    await tabsmith.saved()
    const made = browser.page.url()
    await browser.close()
    return made
  })
  const projectId = address.split('#/p/')[1] ?? ''

  for (let kill = 1; kill <= kills; kill++) {
    const names = Object.keys(acts) as (keyof typeof acts)[]
    const name = names[Math.floor(random() * names.length)] ?? 'turn'
    const after = random() * LATEST_KILL
    await test.step(`kill ${kill}: ${name}, ${Math.round(after)} ms`, async () => {
      const browser = await startBrowser(profile)
      await bootFrom(browser.context, options.silentHost)
      const tabsmith = createTabsmith(browser.page, appUrl)
      await tabsmith.open()
      const stored = await readStored(browser.page, projectId)
      const repository = await exportRepository(stored)
      await ledger.check(stored, repository)
      await checkImported(browser.page, imported)

      await browser.page.goto(address)
      await expect(tabsmith.message).toBeVisible()
      await expect(browser.page.getByText('could not be read')).toBeHidden()
      const stage = { tabsmith, ledger, stored, repository, random, next, imported }
      const errors: unknown[] = []
      let killed = false
      // What the kill cuts off fails, as it must; whatever fails before is a defect.
      const acting = acts[name](stage).catch((error: unknown) => {
        if (!killed) errors.push(error)
      })
      await Promise.race([wait(after), acting.then(() => wait(random() * after))])
      killed = true
      await browser.kill()
      await acting
      await repository.remove()
      expect(errors).toEqual([])
    })
  }

  await test.step('the end', async () => {
    const browser = await startBrowser(profile)
    const tabsmith = createTabsmith(browser.page, appUrl)
    await tabsmith.open()
    const stored = await readStored(browser.page, projectId)
    const repository = await exportRepository(stored)
    await ledger.check(stored, repository)
    await checkImported(browser.page, imported)
    console.log(`${kills} kills, ${stored.checkpoints.length} versions, ${imported.size} imports`)
    await browser.close()
    await repository.remove()
  })
  await rm(profile, { recursive: true })
}

/** All projects that somebody saw are there; those that are new to us with every file. */
async function checkImported(page: Page, imported: Stage['imported']): Promise<void> {
  expect(await readProjectIds(page)).toEqual(expect.arrayContaining([...imported.keys()]))
  for (const [id, files] of imported) {
    if (!files) continue
    const stored = await readStored(page, id)
    const texts = new Map([...stored.files].map(([path, bytes]) => [path, bytes.toString()]))
    expect(texts).toEqual(files)
    // Its first version is kept after its page is there, so it may not have one yet.
    if (stored.checkpoints.length > 0) {
      const repository = await exportRepository(stored)
      expect(await repository.fsck()).toBe('')
      await repository.remove()
    }
    imported.set(id, undefined)
  }
}

/** A model that writes one file a step. What it is told of goes into the ledger. */
function createAuthor(ledger: Ledger, next: () => number): (request: FakeRequest) => Reply {
  return ({ messages }) => {
    const asked = messages.findLastIndex(isPrompt)
    const results = messages.slice(asked).filter(({ role }) => role === 'result')
    for (const message of results) {
      const n = message.role === 'result' && /^Wrote src\/step-(\d+)\.ts/.exec(message.output)?.[1]
      if (n) ledger.steps.add(Number(n))
    }
    if (results.length >= STEPS) return reply(text('One step nearer.'))
    const n = next()
    const said = text(`Step ${n}: ${'one more small step. '.repeat(8)}`)
    if (results.length === 0 && n === 1) {
      return reply(said, call('write', { path: NOTES, content: '' }))
    }
    return reply(said, call('write', { path: stepPath(n), content: stepContent(n) }))
  }
}

/** What a person said, and not the project's state that goes with each request. */
function isPrompt(message: FakeMessage): boolean {
  return message.role === 'user' && !message.text.startsWith('[State of the project')
}
