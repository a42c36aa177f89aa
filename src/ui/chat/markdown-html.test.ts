// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { allowed, codeHtml, proseHtml } from './markdown-html.ts'

/**
 * DOMPurify needs a real browser, so these hold the first wall alone: even
 * without it, nothing hostile comes out of the parser.
 */
function parse(source: string): HTMLElement {
  const element = document.createElement('div')
  element.innerHTML = proseHtml(source)
  return element
}

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/pixel.png)',
  '![x](x" onerror="alert(1))',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '<javascript:alert(1)>',
  '[x](https://a.example/"onmouseover="alert(1))',
  '[x](https://a.example "title" onclick="alert(1)")',
  '<style>* { display: none }</style>',
  '<iframe src="https://evil.example"></iframe>',
  '<svg><animate onbegin=alert(1) attributeName=x></svg>',
  '<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>',
  '<a href="javascript:alert(1)">x</a>',
  '<form action="https://evil.example"><input name=key></form>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<<script>script>alert(1)<</script>/script>',
  '- a\n  - > <details ontoggle=alert(1) open>\n',
  '| <img src=x onerror=alert(1)> | `<b onclick=alert(1)>` |\n|---|---|\n| [x](javascript:1) | ![](//evil.example/a) |',
  '```"><script>alert(1)</script>\ncode\n```',
  '# <object data="data:text/html,x"></object>',
  '**<b style="position:fixed">**',
  '<br onclick=alert(1)>',
  '[![x](https://evil.example/a.png)](javascript:alert(1))',
]

describe('Markdown from a model', () => {
  it.each(hostile)('makes nothing but harmless elements of %j', (source) => {
    for (const element of parse(source).querySelectorAll('*')) {
      expect(allowed.tags).toContain(element.localName)
      for (const { name } of element.attributes) expect(allowed.attributes).toContain(name)
      const href = element.getAttribute('href')
      if (href !== null) expect(href).toMatch(/^(https?|mailto):/)
    }
  })

  it('shows HTML as the text it is', () => {
    expect(parse('Use <div class="a"> here').textContent.trim()).toBe('Use <div class="a"> here')
    expect(parse('<p>\n**bold**\n</p>').querySelector('strong')?.textContent).toBe('bold')
  })

  it('breaks a line at <br>', () => {
    expect(parse('| a |\n|---|\n| 1<br>2 |').querySelector('td br')).not.toBeNull()
  })

  it('opens links apart and tells them nothing', () => {
    const link = parse('[docs](https://example.com/a?b=1&c=2)').querySelector('a')
    expect(link?.getAttribute('href')).toBe('https://example.com/a?b=1&c=2')
    expect(link?.getAttribute('target')).toBe('_blank')
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer')
  })

  it('leaves the words of a link that leads nowhere safe', () => {
    const element = parse('See [the file](src/App.tsx).')
    expect(element.querySelector('a')).toBeNull()
    expect(element.textContent.trim()).toBe('See the file.')
  })

  it('links to an image instead of loading it', () => {
    const element = parse('![A chart](https://example.com/chart.png)')
    expect(element.querySelector('img')).toBeNull()
    expect(element.querySelector('a')?.textContent).toBe('A chart')
  })

  it('keeps headings below those of the page', () => {
    const names = [...parse('# a\n\n## b\n\n###### c').children].map(({ localName }) => localName)
    expect(names).toEqual(['h3', 'h3', 'h4'])
  })

  it('escapes code and its language', () => {
    const element = document.createElement('div')
    element.innerHTML = codeHtml('<b>&amp;</b>', '"><i>')
    expect(element.querySelector('code')?.textContent).toBe('<b>&amp;</b>')
    expect(element.querySelector('figcaption span')?.textContent).toBe('"><i>')
  })
})
