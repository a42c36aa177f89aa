import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  // Relative, so that the build can be served from any folder.
  base: './',
  plugins: [react(), tailwindcss()],
})
