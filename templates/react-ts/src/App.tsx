import './App.css'

export function App() {
  return (
    <main className="welcome">
      <div className="frame" aria-hidden="true">
        <span className="bar" />
        <span className="line" />
        <span className="line" />
        <span className="line" />
      </div>
      <h1>Your app will appear here</h1>
      <p>Say what you would like to build. This page changes as soon as the first file does.</p>
    </main>
  )
}
