import { page, show, type Source } from './source.ts'

const shared = {
  'index.html': page('/src/main.ts'),
  'src/show.ts': show,
  'src/lib/tool.ts': `export const tool = 'tool'
`,
  'src/lib/index.ts': `export const index = 'index of lib'
`,
  'src/lib/style.css': '.from-alias { color: rgb(12, 34, 56) }\n',
}

export const aliasObject: Source = {
  name: 'aliases as an object with fileURLToPath',
  shows: 'all done',
  build: true,
  files: {
    ...shared,
    'vite.config.ts': `import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vite'
export default defineConfig({
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      '~lib': fileURLToPath(new URL('./src/lib/', import.meta.url)),
      '#exact': '/src/lib/tool.ts',
    },
  },
})
`,
    'src/main.ts': `import { tool } from '@/lib/tool'
import { index } from '@/lib'
import { tool as again } from '~lib/tool.ts'
import { tool as exact } from '#exact'
import '@/lib/style.css'
import { done, show } from '@/show'
show('values', [tool, index, again, exact])
show('dynamic', (await import('@/lib/tool')).tool)
document.querySelector('#app')!.className = 'from-alias'
done()
`,
  },
}

export const aliasArray: Source = {
  name: 'aliases as an array with expressions',
  shows: 'all done',
  files: {
    ...shared,
    'vite.config.js': `import path from 'path'
import { defineConfig } from 'vite'
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\\/(.*)$/, replacement: path.resolve(__dirname, 'src') + '/$1' },
      { find: 'lib', replacement: path.resolve(__dirname, './src/lib') },
    ],
  },
})
`,
    'src/main.ts': `import { tool } from '@/lib/tool'
import { index } from 'lib'
import { tool as again } from 'lib/tool'
import 'lib/style.css'
import { done, show } from '@/show'
show('values', [tool, index, again])
document.querySelector('#app')!.className = 'from-alias'
done()
`,
  },
}
