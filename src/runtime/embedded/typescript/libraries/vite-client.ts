/** Vite's declarations for code of the page. */
export const texts = import.meta.glob<string>(
  ['/node_modules/vite/client.d.ts', '/node_modules/vite/types/*.d.ts'],
  { query: '?raw', import: 'default', eager: true },
)
