/* global document, localStorage */
// Puts the remembered theme up before anything is painted; src/ui/theme.ts remembers it.
// A file of its own, because the page's policy allows no inline script.
try {
  const theme = localStorage.getItem('tabsmith:theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme, then.
}
