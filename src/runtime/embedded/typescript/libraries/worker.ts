/** TypeScript's libraries that few programs ask for. */
export const texts = import.meta.glob<string>(
  [
    '/node_modules/typescript/lib/lib.webworker.*d.ts',
    '/node_modules/typescript/lib/lib.scripthost.d.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
)
