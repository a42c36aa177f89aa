import { createGate, reply, text } from './fake-model/fake-model.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

/** Nothing of this may run, load, submit or style anything. `STRANGER` is an address that must not be called. */
const hostile = [
  '<script>window.struck = "script"</script>',
  '<img src=x onerror="window.struck = `img`">',
  '<img src="STRANGER/tag.png">',
  '![picture](STRANGER/markdown.png)',
  '![picture](javascript:window.struck=`image`)',
  '[link](javascript:window.struck=`link`)',
  '[entities](&#106;avascript:window.struck=`entities`)',
  '[tab](java\tscript:window.struck=`tab`)',
  '[data](data:text/html,<script>window.struck=`data`</script>)',
  '[vb](vbscript:msgbox)',
  '[file](file:///etc/passwd)',
  '<javascript:window.struck=`autolink`>',
  '<svg onload="window.struck = `svg`"><animate onbegin="window.struck = `animate`"></svg>',
  '<svg><style><img src=x onerror="window.struck = `nested`"></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.struck=`mutated`&gt;">',
  '<iframe src="STRANGER/frame" srcdoc="<script>parent.struck = `frame`</script>"></iframe>',
  '<object data="STRANGER/object"></object><embed src="STRANGER/embed">',
  '<style>body { display: none; background: url(STRANGER/style) } @import "STRANGER/import";</style>',
  '<link rel="stylesheet" href="STRANGER/sheet.css"><base href="STRANGER/">',
  '<meta http-equiv="refresh" content="0;url=STRANGER/refresh">',
  '<form action="STRANGER/form"><input name="key" autofocus onfocus="window.struck = `focus`"><button>Save</button></form>',
  '<a href="STRANGER/raw" onmouseover="window.struck = `over`" style="position:fixed;inset:0">raw</a>',
  '<details open ontoggle="window.struck = `toggle`"><summary>s</summary></details>',
  '<video><source onerror="window.struck = `video`"></video><audio src=x onerror="window.struck = `audio`">',
  '<template><script>window.struck = "template"</script></template>',
  '<div id="root" name="getElementById">clobber</div>',
  '"><script>window.struck = "quote"</script>',
  '```html\n<script>window.struck = "code"</script>\n```',
  '```"><img src=x onerror="window.struck=`language`">\ncode\n```',
  '`<img src=x onerror="window.struck = `inline`">`',
  '| a | b |\n| - | - |\n| <img src=x onerror="window.struck=`cell`"> | <script>window.struck = "cell"</script> |',
  '[ref]\n\n[ref]: javascript:window.struck=`ref`',
  '- [ ] <img src=x onerror="window.struck = `task`">',
]

test('what a hostile model writes is text, however it arrives', async ({
  page,
  app,
  host,
  tabsmith,
  fakeModel,
}) => {
  const { log } = tabsmith
  const stranger = 'https://stranger.example'
  const known = [app.url, host.misbehavingOrigin('silent'), fakeModel.url, 'data:', 'blob:']
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!known.some((address) => request.url().startsWith(address))) foreign.push(request.url())
  })
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })

  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })

  /** What stands in the log that Markdown of ours cannot have made. */
  const strange = () =>
    log.evaluate((root) =>
      [...root.querySelectorAll('*')].flatMap((element) => {
        const tag = element.localName
        // Our icons are the only drawings.
        const drawing = tag === 'svg' && !element.classList.contains('lucide')
        const banned =
          drawing ||
          /^(script|img|image|iframe|frame|object|embed|style|link|base|meta|form|input|video|audio|source|template|math|details|animate)$/.test(
            tag,
          )
        const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'))
        const address = element.getAttribute('href') ?? ''
        const bad = address !== '' && !/^(https?|mailto):/.test(address)
        return banned || handlers.length > 0 || bad ? [element.outerHTML] : []
      }),
    )

  const everything = hostile.join('\n\n').replaceAll('STRANGER', stranger)
  const gate = createGate()
  fakeModel.settings.deltaSize = 3
  fakeModel.queue(
    reply(text(`Begin.\n\n${everything}\n\nMiddle.`), text('\n\nEnd of it.'), {
      // Somewhere inside: what has arrived so far stands on the page, cut off.
      hold: { after: 400, gate },
    }),
  )
  await tabsmith.build('anything')
  await expect(log).toContainText('window.struck')
  expect(await strange()).toEqual([])
  gate.open()
  await expect(log.getByText('End of it.')).toBeVisible()
  await tabsmith.rest()
  expect(await strange()).toEqual([])

  await test.step('one by one, cut off anywhere', async () => {
    for (const piece of hostile.slice(0, 12)) {
      fakeModel.queue(
        reply(text(piece.replaceAll('STRANGER', stranger)), { finish: 'content-filter' }),
      )
      await tabsmith.send('and?')
      await expect(log.getByText('The provider’s content filter ended the answer.')).toBeVisible()
      expect(await strange()).toEqual([])
    }
  })

  await test.step('links that are links open elsewhere, and tell nobody where from', async () => {
    fakeModel.queue(
      reply(text('[docs](https://example.com/docs) and ![chart](https://example.com/chart.png)')),
    )
    await tabsmith.send('links?')
    for (const name of ['docs', 'chart']) {
      const link = log.getByRole('link', { name })
      await expect(link).toHaveAttribute('target', '_blank')
      await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
    }
  })

  await test.step('nor does it run when it is read from storage', async () => {
    await tabsmith.rest()
    await tabsmith.saved()
    await page.reload()
    await expect(log.getByRole('link', { name: 'docs' })).toBeVisible()
    expect(await strange()).toEqual([])
  })

  await test.step('in the name of a project', async () => {
    const name = '<img src=x onerror="window.struck = 1">'
    await page.getByRole('button', { name: 'Anything' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Project name' }).fill(name)
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('link', { name: 'All projects' }).click()
    await expect(page.getByRole('list', { name: 'Your projects' }).getByText(name)).toBeVisible()
  })

  expect(await page.evaluate(() => Reflect.get(globalThis, 'struck') as unknown)).toBeUndefined()
  expect(foreign).toEqual([])
  expect(dialogs).toEqual([])
})
