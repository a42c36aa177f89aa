/** A template's main component: two versions with a counter, of which only the words differ. */
export interface TemplateEdits {
  readonly file: string
  readonly source: (words: string) => string
  /** True: the second version comes in place of the first with its count kept. */
  readonly keepsState: boolean
  /** Where a rule for the heading goes that must change nothing but the heading's look. */
  readonly style?: (rule: string) => string
}

const react: TemplateEdits = {
  file: 'src/App.tsx',
  source: (words) => `import { useState } from 'react'

export function App() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>${words}</h1>
      <button onClick={() => setCount(count + 1)}>Count {count}</button>
    </main>
  )
}
`,
  keepsState: true,
}

/** By the template's id. */
export const templateEdits: Readonly<Record<string, TemplateEdits>> = {
  'react-ts': react,
  'react-tailwind-ts': react,
  'vue-ts': {
    file: 'src/App.vue',
    source: (words) => `<script setup lang="ts">
import { ref } from 'vue'

const count = ref<number>(0)
</script>

<template>
  <h1>${words}</h1>
  <button @click="count += 1">Count {{ count }}</button>
</template>
`,
    keepsState: true,
    style: (rule) => `\n<style scoped>\n${rule}\n</style>\n`,
  },
  'svelte-ts': {
    file: 'src/App.svelte',
    source: (words) => `<script lang="ts">
  let count = $state<number>(0)
</script>

<h1>${words}</h1>
<button onclick={() => (count += 1)}>Count {count}</button>
`,
    // As with Svelte's own plugin: a changed component starts anew.
    keepsState: false,
    style: (rule) => `\n<style>\n${rule}\n</style>\n`,
  },
  'vanilla-ts': {
    file: 'src/main.ts',
    source: (words) => `import './index.css'

let count = 0
const button = document.createElement('button')
const show = () => (button.textContent = \`Count \${count}\`)
button.addEventListener('click', () => {
  count += 1
  show()
})
show()
const heading = document.createElement('h1')
heading.textContent = '${words}'
document.querySelector('#app')?.replaceChildren(heading, button)
`,
    keepsState: false,
  },
}
