import { show, type Source } from './source.ts'

export const env: Source = {
  name: 'import.meta.env, .env files, define and %NAMES% in the page',
  shows: 'all done',
  files: {
    'index.html': `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <title>%VITE_TITLE% (%MODE%)</title>
    <meta name="description" content="%VITE_QUOTED%">
  </head>
  <body data-unknown="%VITE_UNKNOWN%" data-percent="100%">
    <div id="app"></div>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
`,
    '.env': `# a comment
VITE_TITLE=From the file
VITE_QUOTED="quoted # not a comment"
VITE_LOCAL=overridden
VITE_EXPANDED=$VITE_TITLE!
VITE_SINGLE='single $VITE_TITLE'
VITE_SPACES =  around   # comment
SECRET=never shown
APP_OWN=own prefix
VITE_EMPTY=
export VITE_EXPORTED=exported
VITE_LINES="one\\ntwo"
`,
    '.env.local': 'VITE_LOCAL=from local\n',
    '.env.development': 'VITE_MODE_FILE=development file\nVITE_LOCAL=not this\n',
    '.env.production': 'VITE_MODE_FILE=production file\n',
    'vite.config.ts': `import { defineConfig } from 'vite'
export default defineConfig(() => ({
  envPrefix: ['VITE_', 'APP_'],
  define: { __VERSION__: JSON.stringify('1.2.3'), __FLAG__: true, 'globalThis.__SETTINGS__': { a: 1 } },
}))
`,
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
declare const __VERSION__: string, __FLAG__: boolean
const names = ['TITLE', 'QUOTED', 'LOCAL', 'EXPANDED', 'SINGLE', 'SPACES', 'EMPTY', 'EXPORTED', 'LINES', 'MODE_FILE', 'NOWHERE']
for (const name of names) show(name, import.meta.env['VITE_' + name] ?? null)
show('mode', [import.meta.env.MODE, import.meta.env.DEV, import.meta.env.PROD, import.meta.env.SSR, import.meta.env.BASE_URL])
show('secret', import.meta.env.SECRET ?? 'hidden')
show('prefix', import.meta.env.APP_OWN)
show('written', import.meta.env.VITE_TITLE + import.meta.env.VITE_LOCAL)
show('define', [__VERSION__, __FLAG__, (globalThis as any).__SETTINGS__])
show('keys', Object.keys(import.meta.env).filter((key) => key.startsWith('VITE_')).sort())
show('in a string', 'import.meta.env.MODE stays')
show('node env', process.env.NODE_ENV)
done()
`,
  },
}
