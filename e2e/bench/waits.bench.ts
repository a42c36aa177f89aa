import { reply, text } from '../fake-model/script.ts'
import { median, round } from './figures.ts'
import { expect, test } from './test.ts'
import { code, earlierTurns, smallProject } from './texts.ts'

/** What people wait for. Without limits: wall times say something only about the machine they are from. */

test('From "Build it" to a workbench that can be used', async ({
  tabsmith,
  fakeModel,
  meter,
  page,
  found,
}) => {
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  fakeModel.queue(reply(text('Ready.')))
  await page.getByRole('textbox', { name: 'Describe your app' }).fill('a to-do app')
  const stop = await meter.start()
  await page.getByRole('button', { name: 'Build it' }).click()
  await tabsmith.message.waitFor()
  const usable = await stop()
  await expect(tabsmith.log).toContainText('Ready.')
  await found({
    name: 'From "Build it" to a workbench that can be used',
    figures: {
      wallMs: round(usable.wallMs),
      busyMs: round(usable.busyMs),
      longestTaskMs: round(usable.longestTaskMs, 1),
    },
  })
})

test('Opening a project of 100 turns again, and the memory that it takes', async ({
  openProject,
  tabsmith,
  meter,
  page,
  found,
}) => {
  await openProject({ id: 'empty', files: smallProject })
  const emptyHeap = await meter.heapBytes()
  await openProject({ id: 'long', files: smallProject, turns: earlierTurns(100) })
  await expect(tabsmith.log).toContainText('Please make change number 100.')
  const heap = await meter.heapBytes()

  // From the home page, as a person comes back: a reload would end the trace's page.
  await page.getByRole('link', { name: 'All projects' }).click()
  const card = page.getByRole('link', { name: 'long', exact: true })
  await card.waitFor()
  const stop = await meter.start()
  await card.click()
  await expect(tabsmith.log).toContainText('Please make change number 100.')
  const reopened = await stop()
  await found({
    name: 'Opening a project of 100 turns again, and the memory that it takes',
    figures: {
      wallMs: round(reopened.wallMs),
      busyMs: round(reopened.busyMs),
      longestTaskMs: round(reopened.longestTaskMs, 1),
      heapMB: round(heap / 1e6, 1),
      heapWithoutTurnsMB: round(emptyHeap / 1e6, 1),
    },
  })
})

/** Keys that are measured, after some that warm up. */
const KEYS = 40
const WARM_UP = 10

test('A key in a file of 5,000 lines', async ({ openProject, tabsmith, meter, page, found }) => {
  // Seven lines an entry; below 256 KB, beyond which a file has no colours.
  const file = code(1_000_000).split('\n').slice(0, 5000).join('\n')
  await openProject({ id: 'lines', files: { ...smallProject, 'src/long.ts': file } })
  await tabsmith.openFile('src/long.ts')
  await expect(tabsmith.editor).toContainText('entry0')
  await tabsmith.editor.press('Control+Home')
  for (let key = 0; key < WARM_UP; key++) await page.keyboard.type('x')

  const busy: number[] = []
  const longest: number[] = []
  for (let key = 0; key < KEYS; key += 10) {
    const stop = await meter.start()
    await page.keyboard.type('typed text')
    const cost = await stop()
    busy.push(cost.busyMs / 10)
    longest.push(cost.longestTaskMs)
  }
  await found({
    name: 'A key in a file of 5,000 lines',
    figures: {
      fileKB: round(file.length / 1000),
      busyMsPerKey: round(median(busy), 2),
      longestTaskMs: round(Math.max(...longest), 1),
    },
  })
})
