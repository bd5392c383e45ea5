import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { startGateway } from '../e2e/support/gateway-process.js'
import { loudestPlayed, openPageBrowser, WITHOUT_CHROMIUM } from './support/page-browser.js'
import type { PageBrowser, PageBrowserOptions } from './support/page-browser.js'
import { ask, openPageScene, spokenRequest, taskCard } from './support/page-scene.js'
import type { PageScene } from './support/page-scene.js'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** By axe-core, from outside of the page's own policy. */
async function findViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'))
  const { violations } = await page.evaluate<{ readonly violations: readonly Violation[] }>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe('the page', { timeout: 240_000, skip: WITHOUT_CHROMIUM }, () => {
  let scene: PageScene
  let browser: PageBrowser | undefined

  const openPage = async (options: PageBrowserOptions = {}): Promise<Page> => {
    browser = await openPageBrowser(options)
    const page = await browser.open(scene.address)
    page.setDefaultTimeout(20_000)
    await page.getByRole('button', { name: 'Start call' }).waitFor()
    return page
  }

  before(async () => {
    scene = await openPageScene()
  })
  afterEach(async () => {
    await browser?.close()
    browser = undefined
  })
  after(async () => {
    await scene.close()
  })

  it('page: a spoken request is understood, worked on and answered in sound, captions and a task', async () => {
    const page = await openPage({ microphoneFile: spokenRequest })
    await page.getByRole('button', { name: 'Start call' }).click()
    await page.getByRole('article').first().waitFor()
    await page.locator('.said-user').first().waitFor()
    await page.locator('.said-assistant').first().waitFor()
    await page.getByText('There are three files.').first().waitFor()
    await page.getByText('Result: heard').waitFor({ timeout: 40_000 })
    assert.ok((await loudestPlayed(page)) > 0.05, 'the answer was silent')
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('button', { name: 'End call' }).click()
    await page.getByText('Not in a call').waitFor()
    assert.deepEqual(browser?.complaints, [])
  })

  it('page: a typed request shows plan, tools, changes and a result without a microphone', async () => {
    const page = await openPage({ hasMicrophone: false })
    await ask(page, 'Please count the files of this folder')
    const card = taskCard(page, 'There are three files.')
    await card.waitFor()
    await card.getByText('Commands and tools (1)').click()
    await card.getByText('List the folder').waitFor()
    await card.getByText('What was changed').click()
    await card.getByText('+three files').waitFor()
    assert.deepEqual(await findViolations(page), [])
    assert.deepEqual(browser?.complaints, [])
  })

  it('page: what exactly will happen is shown, and a click allows it', async () => {
    const page = await openPage()
    await ask(page, 'Clean up with permission')
    const question = page.getByRole('region', { name: 'Permission: Delete the old reports' })
    await question.getByText('rm -r reports/2019').waitFor()
    await question.getByText('They are never read.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await question.getByRole('button', { name: 'Allow' }).click()
    await page.getByText('The reports are gone.').first().waitFor()
    await page.getByText(/Allowed by the page/).waitFor()
    assert.deepEqual(browser?.complaints, [])
  })

  it('page: a question is answered by a choice, a task is steered by text and another cancelled', async () => {
    const page = await openPage()
    await ask(page, 'You may ask me for a colour')
    await page.getByRole('button', { name: 'green' }).click()
    await page.getByText('The colour is green.').first().waitFor()
    await ask(page, 'Now wait for more of my words')
    const more = page.getByRole('textbox', { name: /Tell task \d+ more/ })
    await more.fill('take the blue one')
    await more.press('Enter')
    await page.getByText('You told me: take the blue one').first().waitFor()
    await ask(page, 'Just wait until I stop you')
    await page.getByRole('button', { name: /Cancel task/ }).click()
    await page.getByText('cancelled', { exact: true }).waitFor()
    assert.deepEqual(browser?.complaints, [])
  })

  it('page: after a reload in the middle of a task everything is there and the task goes on', async () => {
    const page = await openPage()
    await ask(page, 'Clean up again with permission')
    await page.getByText('rm -r reports/2019').waitFor()
    await page.reload()
    await page.getByText('rm -r reports/2019').waitFor()
    await page.locator('.said-user').getByText('Clean up again with permission').waitFor()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('The reports are still there.').first().waitFor()
    assert.deepEqual(browser?.complaints, [])
  })

  it('page: two tabs of one conversation see the same, and the second is told that the first has answered', async () => {
    const page = await openPage()
    await ask(page, 'Something that needs permission')
    await page.getByText('rm -r reports/2019').waitFor()
    const id = await page.evaluate<string>(`sessionStorage.getItem('parley.conversation') ?? ''`)
    const other = await browser?.open(`${scene.gateway.url}/healthz`)
    assert.ok(other !== undefined)
    await other.evaluate(`sessionStorage.setItem('parley.conversation', ${JSON.stringify(id)})`)
    await other.goto(scene.address)
    await other.getByText('rm -r reports/2019').waitFor()
    await page.getByRole('button', { name: 'Deny' }).click()
    await other.getByText(/Denied by the page/).waitFor()
    await other.getByText('The reports are still there.').first().waitFor()
  })

  it('page: the keyboard alone starts a call, mutes it, is heard by a held key, and ends it', async () => {
    const page = await openPage()
    const press = async (name: string): Promise<void> => {
      for (let count = 0; count < 40; count++) {
        await page.keyboard.press('Tab')
        const focused = await page.evaluate<string>(
          `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()`,
        )
        if (focused === name) return page.keyboard.press('Enter')
      }
      assert.fail(`Tab never comes to ${name}`)
    }
    await press('Start call')
    await page.getByRole('button', { name: 'Mute' }).waitFor()
    await press('Mute')
    await page.getByText('Muted').waitFor()
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.down('Space')
    await page.getByText('Let go when you are done.').waitFor()
    await page.keyboard.up('Space')
    await page.getByText('Muted').waitFor()
    await press('End call')
    await page.getByText('Not in a call').waitFor()
  })

  it('page: on a phone in the dark nothing is cut off and axe finds no violation', async () => {
    const page = await openPage({ colorScheme: 'dark', size: { width: 390, height: 844 } })
    await ask(page, 'Clean up on the phone with permission')
    await page.getByRole('button', { name: /Tasks/ }).click()
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.equal(overflow, 0)
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('button', { name: 'Allow' }).click()
    await taskCard(page, 'on the phone').getByText('The reports are gone.').waitFor()
  })

  it('page: without a microphone, and with a wrong key, it says in a sentence what to do', async () => {
    const page = await openPage({ hasMicrophone: false })
    await page.getByRole('button', { name: 'Start call' }).click()
    await page.getByText(/did not let Parley use the microphone/).waitFor()
    const stranger = await browser?.open(`${scene.gateway.url}/#token=parley_token_of_somebody_else`)
    await stranger?.getByText('This address is out of date').waitFor()
    const lost = await browser?.open(`${scene.gateway.url}/`)
    await lost?.getByText('One step is missing').waitFor()
    assert.ok(lost !== undefined)
    assert.deepEqual(await findViolations(lost), [])
  })

  it('page: history lists conversations, shows one and goes on with it', async () => {
    const page = await openPage()
    await ask(page, 'Count the files for the history')
    await page.getByText('There are three files.').first().waitFor()
    await page.getByRole('button', { name: 'New' }).click()
    await page.getByText('Talk to the agent that does your work').waitFor()
    await page.getByRole('button', { name: 'Conversations' }).click()
    await page.getByRole('searchbox', { name: 'Find a conversation' }).fill('for the history')
    await page.getByRole('button', { name: /Count the files for the history/ }).click()
    await page.getByRole('dialog').getByText('There are three files.').first().waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('button', { name: 'Go on with it' }).click()
    await page.locator('.said-user').getByText('Count the files for the history').waitFor()
    assert.deepEqual(browser?.complaints, [])
  })
})

describe('the page and a gateway that is killed', { timeout: 120_000, skip: WITHOUT_CHROMIUM }, () => {
  it('page: when the gateway is killed it says so, and comes back to the same conversation by itself', async () => {
    const scene = await openPageScene()
    const browser = await openPageBrowser()
    try {
      const page = await browser.open(scene.address)
      page.setDefaultTimeout(30_000)
      await ask(page, 'Count the files before the fall')
      await page.getByText('There are three files.').first().waitFor()
      const { port } = new URL(scene.gateway.url)
      await scene.gateway.stop('SIGKILL')
      await page.getByText('Offline').waitFor()
      const again = await startGateway({ home: scene.home, args: ['--port', port] })
      try {
        await page.getByRole('button', { name: 'Start call' }).and(page.locator(':enabled')).waitFor()
        await taskCard(page, 'Count the files before the fall').getByText('There are three files.').first().waitFor()
        await ask(page, 'Count them once more')
        await taskCard(page, 'Count them once more').getByText('finished').waitFor()
      } finally {
        await again.stop('SIGKILL')
      }
    } finally {
      await browser.close()
      await scene.close()
    }
  })
})
