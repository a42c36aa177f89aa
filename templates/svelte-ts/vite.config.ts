import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  // Relative, so that the build can be served from any folder.
  base: './',
  plugins: [svelte()],
})
