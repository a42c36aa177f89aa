import { page, type Source } from './source.ts'

export const tailwind: Source = {
  name: 'Tailwind 4: @theme, @apply, variants, arbitrary values, dark',
  shows: 'tailwind styled',
  template: 'react-tailwind-ts',
  files: {
    'index.html': page(
      '/src/main.ts',
      '<div id="app" class="mx-auto max-w-sm p-4 font-sans"></div>',
    ),
    'vite.config.ts': `import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
export default defineConfig({ plugins: [tailwindcss()] })
`,
    'src/style.css': `@import 'tailwindcss';
@theme {
  --color-brand: oklch(0.6 0.2 250);
  --font-display: 'Georgia', serif;
  --breakpoint-3xl: 120rem;
  --animate-wiggle: wiggle 1s paused;
  @keyframes wiggle { 50% { transform: rotate(3deg) } }
}
@custom-variant dark (&:where(.dark, .dark *));
@utility tab-4 { tab-size: 4; padding-left: 13px }
@layer components { .btn { @apply rounded-lg bg-brand px-4 py-2 font-semibold text-white hover:opacity-80; } }
@layer base { h1 { @apply text-2xl; } }
.plain { color: theme(--color-red-500); margin-top: --spacing(3) }
`,
    'src/main.ts': `import './style.css'
document.querySelector('#app')!.innerHTML = \`
  <h1 class="font-display text-brand underline decoration-wavy">tailwind styled</h1>
  <button class="btn">Button</button>
  <div class="grid grid-cols-[1fr_2fr] gap-[7px] md:flex 3xl:hidden" data-open>
    <p class="w-1/2 bg-[#bada55] text-[13px]/6 data-open:flex before:content-['x']">a</p>
    <p class="-mt-2 rotate-45 bg-brand/50 shadow-lg first:p-1 last:p-2 animate-wiggle">b</p>
  </div>
  <div class="dark"><p class="bg-white dark:bg-slate-900 dark:text-white space-x-2"><i class="p-1">i</i><i class="p-1">j</i></p></div>
  <ul class="list-disc divide-y [&>li]:pl-3 *:uppercase"><li>one</li><li class="peer">two</li><li class="peer-first:hidden tab-4 plain">three</li></ul>
  <p class="bg-linear-to-r from-red-500 to-blue-500 truncate supports-[display:grid]:opacity-90 not-hover:border-2 border-red-300">gradient</p>
  <input class="rounded border placeholder:text-gray-400" placeholder="Type">\`
`,
  },
}
