/** TypeScript's libraries of the page. */
export const texts = import.meta.glob<string>('/node_modules/typescript/lib/lib.dom.*d.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})
