import { page, type Source } from './source.ts'

export const cssModules: Source = {
  name: 'CSS Modules: composes, :global, keyframes, names',
  shows: 'modules styled',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.ts': `import { defineConfig } from 'vite'
export default defineConfig({ css: { modules: { localsConvention: 'camelCase' } } })
`,
    'src/base.module.css': `.box { padding: 7px; border: 1px solid rgb(9, 9, 9) }
.round { border-radius: 9px }
@value accent: rgb(250, 100, 20);
`,
    'src/card.module.css': `@value accent from './base.module.css';
@value wide: 300px;
.plain { color: accent }
.card { composes: box round from './base.module.css'; composes: plain; width: wide; animation: grow 10s paused 0s 1 both; }
.card-title { font-weight: 700; &:hover { color: red } }
.card :global(.outside) { font-style: italic }
:global(.free) { text-decoration: underline }
:local(.inner) > em { font-size: 20px }
@keyframes grow { from { opacity: 0.25 } to { opacity: 0.75 } }
@media (width > 10px) { .card-title { text-align: center } }
`,
    'src/main.ts': `import styles, { card, cardTitle } from './card.module.css'
import * as all from './card.module.css'
const app = document.querySelector('#app')!
app.innerHTML = '<section><h2></h2><p class="outside">modules styled</p><i class="free">free</i></section>'
app.firstElementChild!.className = card
app.querySelector('h2')!.className = styles['card-title'] + ' ' + styles.inner
app.querySelector('h2')!.innerHTML = '<em>em</em>'
app.append(Object.keys(styles).sort().join(), cardTitle === styles.cardTitle ? ' same' : ' other')
app.append(' ', Object.keys(all).sort().join())
`,
  },
}
