import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openServer } from '@parley/server'
import type { RealtimeServer } from '@parley/server'
import { createFakeSpeech } from '@parley/speech/testing'
import { createGatewayHome, startGateway } from '../e2e/support/gateway-process.js'
import { openAttackedDoor } from './support/attacked-door.js'
import type { AttackedDoor } from './support/attacked-door.js'
import { fetchInPage, knockInPage, openAttackerSite, openBeforeRebinding } from './support/attacker.js'
import type { AttackerSite } from './support/attacker.js'
import { openBrowser, WITHOUT_CHROMIUM } from './support/chromium.js'
import type { Browser } from './support/chromium.js'

const html = (text: string) => ({ contentType: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(text) })
const PAGE: ReadonlyMap<string, string> = new Map([
  ['/index.html', '<!doctype html><title>own</title><p id="p">own page</p>'],
])

describe('security: in a real browser', { timeout: 120_000, skip: WITHOUT_CHROMIUM }, () => {
  let browser: Browser
  let attacked: AttackedDoor
  let server: RealtimeServer
  let site: AttackerSite

  before(async () => {
    browser = await openBrowser(['evil.test', 'attacker.test'])
    attacked = await openAttackedDoor((path) => {
      const text = PAGE.get(path)
      return text === undefined ? undefined : html(text)
    })
    server = await openServer({ port: 0, speech: createFakeSpeech() })
    site = await openAttackerSite('<!doctype html><p>attacker</p>')
  })
  after(async () => {
    await browser.close()
    await Promise.all([attacked.door.close(), server.close(), site.close()])
  })

  it('security: a page whose name was pointed at the front door gets 421 and no socket, even with the token', async () => {
    const page = await browser.openPage()
    const { door, token, reached, refusals } = attacked
    const own = `evil.test:${door.port}`
    await openBeforeRebinding(page, `http://${own}/start`)
    const authorization = `Bearer ${token}`
    const answers = [
      await fetchInPage(page, '/'),
      await fetchInPage(page, '/status'),
      await fetchInPage(page, '/ticket', { method: 'POST', headers: { authorization } }),
      await fetchInPage(page, '/change', { method: 'POST', headers: { authorization } }),
    ]
    assert.deepEqual(answers, [421, 421, 421, 421])
    assert.equal(await knockInPage(page, `ws://${own}/app`, ['parley.v1', 'parley.ticket.guessed']), 'refused')
    assert.equal((await page.goto(`http://${own}/`))?.status(), 421)
    assert.deepEqual(reached, [])
    assert.ok(refusals().filter((refusal) => refusal === '421 foreign_host').length >= 6)
    await page.close()
  })

  it('security: a page whose name was pointed at the embedded server gets 421 and no session', async () => {
    const page = await browser.openPage()
    const own = `evil.test:${server.port}`
    await openBeforeRebinding(page, `http://${own}/start`)
    assert.equal(await fetchInPage(page, '/healthz'), 421)
    assert.equal(await fetchInPage(page, '/v1/realtime/calls', { method: 'POST', body: 'v=0' }), 421)
    assert.equal(await knockInPage(page, `ws://${own}/v1/realtime`, ['realtime']), 'refused')
    assert.equal(server.sessions, 0)
    await page.close()
  })

  for (const name of ['attacker.test', '127.0.0.1']) {
    it(`security: a page of another origin reads nothing, changes nothing and opens no socket: ${name}`, async () => {
      const page = await browser.openPage()
      const { door, token, reached, refusals } = attacked
      await page.goto(`http://${name}:${site.port}/`)
      const before = refusals().length
      const authorization = `Bearer ${token}`
      assert.equal(await fetchInPage(page, `${door.url}/status`), 'refused')
      assert.equal(
        await fetchInPage(page, `${door.url}/change`, { method: 'POST', headers: { authorization } }),
        'refused',
      )
      const blind = { method: 'POST', mode: 'no-cors', body: '{}' }
      // The door refuses it; whether the browser shows an opaque answer or none is its own affair.
      assert.match(String(await fetchInPage(page, `${door.url}/change`, blind)), /^(opaque|refused)$/)
      const { ticket } = await takeTicket(attacked)
      const protocols = ['parley.v1', `parley.ticket.${ticket}`]
      assert.equal(await knockInPage(page, `${door.url.replace('http', 'ws')}/app`, protocols), 'refused')
      const form = `document.body.innerHTML = '<form method=post enctype=text/plain action="${door.url}/change"><input name="{}"></form>'`
      const [answer] = await Promise.all([
        page.waitForResponse(`${door.url}/change`),
        page.evaluate(`${form}; document.forms[0].submit()`),
      ])
      assert.equal(answer.status(), 403)
      assert.deepEqual(reached, [])
      const told = refusals().slice(before)
      assert.ok(told.includes('403 foreign_origin') || told.includes('403 foreign_site'), told.join())
      await page.close()
    })
  }

  it('security: a page of another site cannot talk to the embedded server', async () => {
    const page = await browser.openPage()
    await page.goto(`http://attacker.test:${site.port}/`)
    assert.equal(await fetchInPage(page, `${server.url}/healthz`), 'refused')
    assert.equal(await knockInPage(page, `${server.url.replace('http', 'ws')}/v1/realtime`, ['realtime']), 'refused')
    assert.equal(server.sessions, 0)
    await page.close()
  })

  it('security: the page cannot be framed, and neither can what the door says', async () => {
    const page = await browser.openPage()
    await page.goto(`http://attacker.test:${site.port}/`)
    const [frame] = await Promise.all([
      page.waitForEvent('framenavigated', (each) => each !== page.mainFrame() && each.url() !== 'about:blank'),
      page.evaluate(`document.body.innerHTML = '<iframe src="${attacked.door.url}/"></iframe>'`),
    ])
    assert.match(frame.url(), /^chrome-error:/)
    assert.doesNotMatch(await frame.content(), /own page/)
    await page.close()
  })

  it('security: the gateway as a process serves its page to its own name only', async (context) => {
    const home = await createGatewayHome({})
    context.after(() => home.remove())
    const gateway = await startGateway({ home, args: ['--upstream', 'http://127.0.0.1:1', '--agent', 'command:cat'] })
    context.after(() => gateway.stop('SIGKILL'))
    const page = await browser.openPage()
    const complaints: string[] = []
    page.on('console', (entry) => {
      if (entry.type() === 'error' || entry.type() === 'warning') complaints.push(entry.text())
    })
    assert.equal((await page.goto(`${gateway.url}/#token=${gateway.token}`))?.status(), 200)
    assert.deepEqual(
      complaints.filter((text) => !text.includes('favicon')),
      [],
    )
    assert.equal(await knockInPage(page, `${gateway.url.replace('http', 'ws')}/app`, ['parley.v1']), 'refused')
    assert.equal((await page.goto(`${gateway.url.replace('127.0.0.1', 'evil.test')}/`))?.status(), 421)
    await page.close()
  })

  it('security: the own page opens its socket with a ticket, once', async () => {
    const page = await browser.openPage()
    const { door, token } = attacked
    await page.goto(`${door.url}/`)
    const authorization = `Bearer ${token}`
    const ticket = await page.evaluate(
      `fetch('/ticket', { method: 'POST', headers: { authorization: ${JSON.stringify(authorization)} } }).then((answer) => answer.json()).then(({ ticket }) => ticket)`,
    )
    const address = `${door.url.replace('http', 'ws')}/app`
    const protocols = ['parley.v1', `parley.ticket.${String(ticket)}`]
    assert.equal(await knockInPage(page, address, protocols), 'open')
    assert.equal(await knockInPage(page, address, protocols), 'refused')
    await page.close()
  })
})

/** As the page of the door itself would: the strongest thing that another page could have got hold of. */
async function takeTicket({ door, token }: AttackedDoor): Promise<{ readonly ticket: string }> {
  const headers = { authorization: `Bearer ${token}`, origin: door.url }
  const answer: unknown = await (await fetch(`${door.url}/ticket`, { method: 'POST', headers })).json()
  if (typeof answer !== 'object' || answer === null) throw new TypeError('no ticket')
  return { ticket: String(Reflect.get(answer, 'ticket')) }
}
