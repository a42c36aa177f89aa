import { page, svg, type Source } from './source.ts'

export const svelte: Source = {
  name: 'Svelte 5: runes, stores, snippets, transitions, scoped styles',
  shows: 'awaited value',
  template: 'svelte-ts',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.ts': `import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
export default defineConfig({ plugins: [svelte()] })
`,
    'svelte.config.js': `import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
export default { preprocess: vitePreprocess() }
`,
    'tsconfig.json':
      '{ "compilerOptions": { "target": "ES2022", "verbatimModuleSyntax": true } }\n',
    'src/main.ts': `import { mount } from 'svelte'
import App from './App.svelte'
mount(App, { target: document.querySelector('#app')!, props: { greeting: 'hello' } })
`,
    'src/stores.ts': `import { derived, writable } from 'svelte/store'
export const store = writable(2)
export const squared = derived(store, (n) => n * n)
`,
    'src/counter.svelte.ts': `export function createCounter(start: number) {
  let count = $state(start)
  const doubled = $derived(count * 2)
  return { get count() { return count }, get doubled() { return doubled }, more: () => { count += 1 } }
}
`,
    'src/logo.svg': svg('indigo'),
    'src/Row.svelte': `<script lang="ts" generics="T extends { name: string }">
  import type { Snippet } from 'svelte'
  interface Props { item: T; children?: Snippet<[T]>; value?: string; onpick?: (item: T) => void }
  let { item, children, value = $bindable('bound'), onpick, ...rest }: Props = $props()
</script>
<li {...rest}><button onclick={() => onpick?.(item)}>{item.name}</button>{@render children?.(item)}<input aria-label={item.name} bind:value /></li>
<style>
  li { color: rgb(90, 0, 90); & button { padding: 3px } }
  :global(.outside) { font-weight: 700 }
</style>
`,
    'src/App.svelte': `<script module lang="ts">
  export const shared = 'module script'
</script>
<script lang="ts">
  import { onMount, setContext, tick } from 'svelte'
  import { fade, slide } from 'svelte/transition'
  import { flip } from 'svelte/animate'
  import Row from './Row.svelte'
  import { createCounter } from './counter.svelte'
  import { store, squared } from './stores'
  import logo from './logo.svg'
  let { greeting }: { greeting: string } = $props()
  const counter = createCounter(1)
  let items = $state([{ id: 1, name: 'One' }, { id: 2, name: 'Two' }])
  let picked = $state('')
  let bound = $state('start')
  let shown = $state(true)
  let seen = $state('')
  let width: number = $state(0)
  const total = $derived.by(() => items.reduce((sum, item) => sum + item.id, 0))
  setContext('key', 1)
  onMount(async () => { await tick(); seen = 'mounted' })
  $effect(() => { document.title = 'Svelte ' + counter.count })
  const later = Promise.resolve('awaited value')
  const tooltip = (node: HTMLElement) => { node.dataset.tip = 'attached' }
</script>

<svelte:head><meta name="author" content="someone" /></svelte:head>
<svelte:window onkeydown={() => undefined} />
{#snippet bold(item: { name: string })}<b class="outside">{item.name}!</b>{/snippet}
<main class={['main', { active: counter.count > 1 }]} style:padding-top="5px" style="--own: 3px" bind:clientWidth={width}>
  <h1 {@attach tooltip} title={shared}>{greeting} {counter.doubled} big</h1>
  <img src={logo} alt="logo" />
  <button onclick={counter.more}>Count {counter.count}</button>
  <button onclick={() => (shown = !shown)}>Toggle</button>
  <button onclick={() => $store++}>Store {$store} {$squared}</button>
  {#if shown}<p transition:fade={{ duration: 20 }}>shown</p>{:else}<p in:slide={{ duration: 20 }}>hidden</p>{/if}
  <ul>{#each items as item, index (item.id)}<Row {item} data-index={index} onpick={(one) => (picked = one.name)} bind:value={bound} children={bold} />{/each}</ul>
  {#each [] as _}<i></i>{:else}<i>empty list</i>{/each}
  {#await later}<p>waiting</p>{:then value}<p>{value}</p>{/await}
  {#key bound}<p class="unscoped">{bound} {picked} {seen} {total}</p>{/key}
  {@html '<em>raw</em>'}
  {@const}
  <svelte:element this={'section'} class:on={true}>dynamic</svelte:element>
</main>

<style>
  .main { border: 2px solid rgb(0, 0, 90); background: url('./logo.svg') }
  .main.active h1 { color: rgb(150, 0, 0) }
  section.on { text-transform: uppercase; animation: spin 5s paused }
  @keyframes spin { from { opacity: 0.5 } to { opacity: 1 } }
  .main :global(em) { color: rgb(0, 150, 0) }
</style>
`.replace('  {@const}\n', ''),
  },
  act: async (shown) => {
    await shown.getByRole('button', { name: 'Count 1' }).click()
    await shown.getByRole('button', { name: 'Toggle' }).click()
    await shown.getByRole('button', { name: 'Store 2 4' }).click()
    await shown.getByRole('button', { name: 'Two' }).click()
    await shown.getByLabel('One').fill('typed')
    await shown.getByText('typed Two mounted 3').waitFor()
    await shown.getByText('hidden').waitFor()
    await shown.getByText('shown').waitFor({ state: 'detached' })
  },
}
