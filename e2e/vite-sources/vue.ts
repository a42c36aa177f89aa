import { page, svg, type Source } from './source.ts'

export const vue: Source = {
  name: 'Vue: script setup, scoped styles, v-bind in CSS, provide, transitions',
  shows: 'async part',
  template: 'vue-ts',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.ts': `import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
export default defineConfig({ plugins: [vue()] })
`,
    'src/main.ts': `import { createApp } from 'vue'
import App from './App.vue'
const app = createApp(App, { greeting: 'hello' })
app.directive('mark', (element: HTMLElement, { value, modifiers }) => { element.dataset.mark = value + Object.keys(modifiers).join() })
app.component('Global', { props: ['n'], template: undefined, render() { return 'global ' + this.n } })
app.mount('#app')
`,
    'src/assets/logo.svg': svg('tomato'),
    'src/Child.vue': `<script setup lang="ts">
import { inject, ref, type Ref } from 'vue'
interface Item { id: number; name: string }
const { items, limit = 2 } = defineProps<{ items: Item[]; limit?: number }>()
const emit = defineEmits<{ pick: [item: Item] }>()
const model = defineModel<string>({ default: 'model' })
const colour = inject<Ref<string>>('colour', ref('none'))
defineExpose({ secret: 'exposed' })
defineSlots<{ default(props: { item: Item }): unknown; footer(): unknown }>()
</script>

<template>
  <ul>
    <li v-for="item in items.slice(0, limit)" :key="item.id" @click="emit('pick', item)">
      <slot :item="item">{{ item.name }}</slot>
    </li>
  </ul>
  <input v-model.trim="model" aria-label="Model" />
  <slot name="footer" />
  <em>{{ colour }}</em>
</template>

<style scoped>
li { list-style: none; color: v-bind(colour) }
ul :deep(.inner) { font-style: italic }
:slotted(.foot) { text-decoration: underline }
</style>
`,
    'src/Async.vue': `<script lang="ts">
export default { name: 'AsyncPart', data: () => ({ n: 1 }), computed: { twice(): number { return this.n * 2 } } }
</script>
<template><p class="async">async part {{ twice }}</p></template>
<style module>.unused { color: red }</style>
<style>.async { font-size: 21px }</style>
`,
    'src/App.vue': `<script setup lang="ts">
import { computed, defineAsyncComponent, onMounted, provide, reactive, ref, useTemplateRef, watch, watchEffect, nextTick } from 'vue'
import Child from './Child.vue'
import logo from './assets/logo.svg'
const props = defineProps<{ greeting: string }>()
const Async = defineAsyncComponent(() => import('./Async.vue'))
const count = ref(0)
const double = computed(() => count.value * 2)
const colour = ref('rgb(10, 120, 10)')
const state = reactive({ items: [{ id: 1, name: 'One' }, { id: 2, name: 'Two' }, { id: 3, name: 'Three' }], picked: '', text: 'text' })
const seen = ref('')
const child = useTemplateRef<{ secret: string }>('child')
const shown = ref(true)
provide('colour', colour)
watch(count, (now, before) => { seen.value = before + '->' + now })
watchEffect(() => { document.title = 'Vue ' + count.value })
onMounted(async () => { await nextTick(); seen.value = 'mounted ' + child.value?.secret })
enum Size { Small = 'small' }
</script>

<template>
  <main :class="['main', { active: count > 0 }]" :style="{ '--size': '7px', paddingTop: 'var(--size)' }">
    <h1 v-mark.loud="'m'">{{ props.greeting.toUpperCase() }} {{ double }} {{ Size.Small }}</h1>
    <img src="./assets/logo.svg" alt="static"><img :src="logo" alt="bound">
    <button @click.prevent="count++">Count {{ count }}</button>
    <button @click="shown = !shown">Toggle</button>
    <Transition name="fade"><p v-if="shown" key="a" class="fading">shown</p><p v-else key="b">hidden</p></Transition>
    <Child ref="child" v-model="state.text" :items="state.items" @pick="state.picked = $event.name">
      <template #default="{ item }"><span class="inner">{{ item.id }} {{ item.name }}</span></template>
      <template #footer><i class="foot">footer</i></template>
    </Child>
    <p v-show="false">not displayed</p>
    <p v-html="'<b>html</b>'" v-once></p>
    <p>{{ seen }} {{ state.picked }} {{ state.text }}</p>
    <Teleport to="body"><aside class="tele">teleported</aside></Teleport>
    <Suspense><Async /></Suspense>
    <component :is="'section'"><Global :n="5" /></component>
  </main>
</template>

<style scoped>
.main { border: 1px solid v-bind('colour'); &.active h1 { color: rgb(200, 0, 0) } }
.fade-enter-active, .fade-leave-active { transition: opacity 0.05s }
.fade-enter-from, .fade-leave-to { opacity: 0 }
.fading { background: url('./assets/logo.svg') }
:global(.tele) { color: rgb(1, 2, 3) }
</style>
`,
  },
  act: async (shown) => {
    await shown.getByRole('button', { name: 'Count 0' }).click()
    await shown.getByRole('button', { name: 'Toggle' }).click()
    await shown.getByText('1 One').click()
    await shown.getByLabel('Model').fill('changed')
    await shown.getByText('0->1 One changed').waitFor()
    await shown.getByText('hidden').waitFor()
  },
}
