export function App() {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-3 px-6 py-8 text-center">
      {/* A sheet that is still blank, with the lines of what is to come. */}
      <div
        className="mb-6 grid aspect-4/3 w-[min(15rem,60vw)] content-start gap-3 rounded-3xl border border-line bg-surface p-6 shadow-sheet"
        aria-hidden="true"
      >
        <span className="mb-2 h-4 w-[42%] origin-left animate-draw rounded-lg bg-accent" />
        <span className="h-3 origin-left animate-draw rounded-lg bg-line [animation-delay:120ms]" />
        <span className="h-3 w-[86%] origin-left animate-draw rounded-lg bg-line [animation-delay:240ms]" />
        <span className="h-3 w-[58%] origin-left animate-draw rounded-lg bg-line [animation-delay:360ms]" />
      </div>
      <h1 className="text-title font-bold text-balance">Your app will appear here</h1>
      <p className="max-w-[36ch] text-balance text-muted">
        Say what you would like to build. This page changes as soon as the first file does.
      </p>
    </main>
  )
}
