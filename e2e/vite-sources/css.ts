import { page, type Source } from './source.ts'

export const css: Source = {
  name: 'CSS: nesting, layers, media, supports, custom properties',
  shows: 'styled',
  build: true,
  files: {
    'index.html': page(
      '/src/main.js',
      '<div id="app"><h1 class="title">Title</h1><div class="card"><p class="lead">styled <b>bold</b></p><a href="#x">link</a></div></div>',
    ),
    'src/main.js': `import './base.css'
import './later.css'
document.body.dataset.ready = 'yes'
`,
    'src/base.css': `@charset "utf-8";
@layer reset, theme;
@property --angle { syntax: '<angle>'; inherits: false; initial-value: 15deg; }
@layer theme { h1 { color: rgb(0, 0, 200); letter-spacing: 2px } }
@layer reset { h1 { color: red; margin: 0 } * { box-sizing: border-box } }
:root { --gap: 12px; --shadow: 0 1px 2px rgb(0 0 0 / 0.4); }
.card {
  padding: var(--gap);
  box-shadow: var(--shadow);
  & .lead { font-size: 18px; b { color: green } &::before { content: '\\2192  "quoted"'; } }
  > a { color: purple; &:hover { color: orange } &[href^='#'] { text-transform: uppercase } }
  @media (min-width: 600px) { border: 2px dashed rgb(1, 2, 3) }
  @media (min-width: 6000px) { border: 9px solid red }
  @supports (display: grid) { display: grid; grid-template-columns: 1fr min(50%, 200px); gap: calc(var(--gap) * 2) }
  @container (min-width: 1px) { a { opacity: 0.5 } }
}
.title:is(h1, h2):not(.other) { transform: rotate(var(--angle)) }
@keyframes pulse { from { opacity: 0.2 } to { opacity: 1 } }
`,
    'src/later.css': `.card { background: linear-gradient(90deg, #fff, rgb(0 128 0 / 40%)); border-radius: 4px 8px }
.card a { text-decoration: none; }
`,
  },
}
