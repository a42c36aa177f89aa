import { describe, expect, it } from 'vitest'
import { embedSnippet, embedUrl, readEmbedOptions } from './embed.ts'

const link = 'https://host.example/tabsmith/#/s/AbC-_9'

describe('the embed mode', () => {
  it('is asked for by the query alone', () => {
    expect(readEmbedOptions('')).toBeUndefined()
    expect(readEmbedOptions('?embed=0&theme=dark')).toBeUndefined()
    expect(readEmbedOptions('?embed=1')).toEqual({ theme: 'system', view: 'both' })
  })

  it('takes what it does not know for the default', () => {
    expect(readEmbedOptions('?embed=1&theme=pink&view=settings')).toEqual({
      theme: 'system',
      view: 'both',
    })
  })

  it('reads back the options of its own addresses', () => {
    for (const theme of ['system', 'light', 'dark'] as const) {
      for (const view of ['both', 'preview', 'code'] as const) {
        const { search, hash, pathname } = new URL(embedUrl(link, { theme, view }))
        expect(readEmbedOptions(search)).toEqual({ theme, view })
        expect([pathname, hash]).toEqual(['/tabsmith/', '#/s/AbC-_9'])
      }
    }
  })

  it('gives HTML that a project’s name cannot break out of', () => {
    const snippet = embedSnippet({
      link,
      options: { theme: 'dark', view: 'preview' },
      title: 'A "quoted" <name> & more',
      width: '100%',
      height: '480px',
    })
    expect(snippet).toBe(
      '<iframe src="https://host.example/tabsmith/?embed=1&amp;theme=dark&amp;view=preview#/s/AbC-_9"' +
        ' title="A &quot;quoted&quot; &lt;name> &amp; more"' +
        ' style="width: 100%; height: 480px; border: 0" loading="lazy"></iframe>',
    )
  })
})
