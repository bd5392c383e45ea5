import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { createGatewayHome, linesAgentConfig, startGateway } from '../../e2e/support/gateway-process.js'
import type { GatewayHome, GatewayProcess } from '../../e2e/support/gateway-process.js'

/** A spoken request, 24 kHz: it is handed over to the agent. */
export const spokenRequest = fileURLToPath(
  new URL('../../../../packages/speech/fixtures/request-24k.wav', import.meta.url),
)

/** A gateway process with the example agent, and how a page gets into it. */
export interface PageScene {
  readonly home: GatewayHome
  readonly gateway: GatewayProcess
  /** What a user opens. */
  readonly address: string
  close(): Promise<void>
}

export async function openPageScene(config: object = linesAgentConfig): Promise<PageScene> {
  const home = await createGatewayHome(config)
  const gateway = await startGateway({ home })
  return {
    ...{ home, gateway, address: `${gateway.url}/#token=${gateway.token}` },
    async close() {
      await gateway.stop('SIGKILL')
      await home.remove()
    },
  }
}

/** Types a request as the user would. */
export async function ask(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Type instead of speaking' })
  await field.fill(text)
  await field.press('Enter')
}

/** The card of the task that was asked for with these words. */
export function taskCard(page: Page, words: string): Locator {
  return page.getByRole('article').filter({ hasText: words })
}
