import type { Page } from 'playwright-core'
import type { PageBrowserOptions } from './page-browser.js'
import { ask, spokenRequest } from './page-scene.js'
import type { PageScene } from './page-scene.js'

interface Stage {
  readonly page: Page
  readonly scene: PageScene
  readonly isPhone: boolean
}

/** One state of the page, and how to bring it about. */
export interface ShownState {
  readonly name: string
  readonly browser?: PageBrowserOptions
  /** It kills its gateway. */
  readonly isLast?: true
  readonly address?: (scene: PageScene) => string
  readonly prepare: (stage: Stage) => Promise<void>
}

const ready = (page: Page): Promise<void> => page.getByRole('button', { name: 'Start call' }).waitFor()

async function showTasks({ page, isPhone }: Stage): Promise<void> {
  if (isPhone) await page.getByRole('button', { name: /^Tasks/ }).click()
}

/** A request, until these words are on the page. */
function asked(words: string, seen: string | RegExp, alsoTasks = true): ShownState['prepare'] {
  return async (stage) => {
    await ready(stage.page)
    await ask(stage.page, words)
    if (alsoTasks) await showTasks(stage)
    await stage.page.getByText(seen).filter({ visible: true }).first().waitFor()
  }
}

export const shownStates: readonly ShownState[] = [
  { name: 'welcome', prepare: ({ page }) => ready(page) },
  {
    name: 'talk',
    prepare: async (stage) => {
      await asked('Run the tests and mend what fails, please', /both are mended/, false)(stage)
      await ask(stage.page, 'And do it slowly for the checkout')
      await stage.page
        .getByText(/task is at work|at work/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'call',
    browser: { microphoneFile: spokenRequest },
    prepare: async ({ page }) => {
      await ready(page)
      await page.getByRole('button', { name: 'Start call' }).click()
      await page.getByText(/^(Thinking|Speaking)$/).waitFor()
      await page.locator('.said-assistant').first().waitFor()
    },
  },
  {
    name: 'muted',
    prepare: async ({ page }) => {
      await ready(page)
      await page.getByRole('button', { name: 'Start call' }).click()
      await page.getByRole('button', { name: 'Mute' }).click()
      await page.getByText('Hold the space bar').waitFor()
    },
  },
  { name: 'working', prepare: asked('Mend the checkout slowly', 'Mending the total') },
  {
    name: 'result',
    prepare: async (stage) => {
      await asked('Run the tests and mend what fails, please', /both are mended/)(stage)
      await stage.page.getByText('What was changed').click()
      await stage.page.getByText('Commands and tools').click()
    },
  },
  { name: 'approval', prepare: asked('Deploy the release', 'npm publish') },
  { name: 'question', prepare: asked('Tell me which branch', 'On which branch') },
  { name: 'secret', prepare: asked('Use the secret', 'password of the staging') },
  { name: 'failed', prepare: asked('Print the list', 'out of paper') },
  {
    name: 'history',
    prepare: async (stage) => {
      await asked('Run the tests and mend what fails, please', /both are mended/, false)(stage)
      await stage.page.getByRole('button', { name: 'New' }).click()
      await stage.page.getByRole('button', { name: 'Conversations' }).click()
      await stage.page
        .getByRole('button', { name: /Run the tests/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'reading',
    prepare: async (stage) => {
      await asked('Run the tests and mend what fails, please', /both are mended/, false)(stage)
      await stage.page.getByRole('button', { name: 'New' }).click()
      await stage.page.getByRole('button', { name: 'Conversations' }).click()
      await stage.page
        .getByRole('button', { name: /Run the tests/ })
        .first()
        .click()
      await stage.page.getByText('Go on with it').waitFor()
    },
  },
  {
    name: 'settings',
    prepare: async ({ page }) => {
      await ready(page)
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByText('Push to talk').waitFor()
    },
  },
  {
    name: 'no-microphone',
    browser: { hasMicrophone: false },
    prepare: async ({ page }) => {
      await ready(page)
      await page.getByRole('button', { name: 'Start call' }).click()
      await page.getByText('No microphone').waitFor()
    },
  },
  {
    name: 'wrong-key',
    address: ({ gateway }) => `${gateway.url}/#token=of-somebody-else`,
    prepare: ({ page }) => page.getByText('This address is out of date').waitFor(),
  },
  {
    name: 'offline',
    isLast: true,
    prepare: async (stage) => {
      await asked('Run the tests and mend what fails, please', /both are mended/, false)(stage)
      await stage.scene.gateway.stop('SIGKILL')
      await stage.page.getByText('Offline').waitFor()
    },
  },
]
