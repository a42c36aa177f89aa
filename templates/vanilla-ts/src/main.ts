import './index.css'
import './welcome.css'

const app = document.querySelector<HTMLElement>('#app')!

app.innerHTML = `
  <main class="welcome">
    <div class="frame" aria-hidden="true">
      <span class="bar"></span>
      <span class="line"></span>
      <span class="line"></span>
      <span class="line"></span>
    </div>
    <h1>Your app will appear here</h1>
    <p>Say what you would like to build. This page changes as soon as the first file does.</p>
  </main>
`
