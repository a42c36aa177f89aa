import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  // Relative, so that the build can be served from any folder.
  base: './',
  plugins: [vue()],
})
