import type { Asset, PageSource } from '../front-door/door-routes.js'

/** A page without a script: what answers here, and how to talk to it. It stands in for the one to come. */
export function createPlaceholderPage(url: () => string): PageSource {
  return (path) => {
    if (path === '/index.html') return asset('text/html', html(url()))
    return path === '/page.css' ? asset('text/css', CSS) : undefined
  }
}

function asset(contentType: string, text: string): Asset {
  return { contentType: `${contentType}; charset=utf-8`, bytes: Buffer.from(text) }
}

function html(url: string): string {
  const shown = escapeHtml(url)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Parley gateway</title>
    <link rel="stylesheet" href="/page.css" />
  </head>
  <body>
    <main>
      <h1>Parley</h1>
      <p>A Parley gateway answers here, at <code>${shown}</code>. The page to talk on is not there yet; programs can connect.</p>
      <h2>Connect a program</h2>
      <p>
        Open a WebSocket at <code>${escapeHtml(url.replace(/^http/, 'ws'))}/app</code> with the header
        <code>Authorization: Bearer TOKEN</code> and speak JSON-RPC, one message in each text frame. The token is in the
        address that <code>parley gateway</code> has printed, behind <code>#token=</code>, and in its token file.
      </p>
      <h2>Look at it</h2>
      <ul>
        <li><a href="/healthz">/healthz</a>: the process is alive</li>
        <li><a href="/readyz">/readyz</a>: what it needs is there</li>
        <li><code>/metrics</code>: figures for Prometheus; wants the token</li>
      </ul>
    </main>
  </body>
</html>
`
}

const CSS = `body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #1c1c1c; background: #fafafa; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; }
code { background: #ececec; padding: 0.1em 0.3em; border-radius: 0.2em; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #161616; }
  code { background: #2b2b2b; }
  a { color: #8ab4f8; }
}
`

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
