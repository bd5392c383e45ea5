import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openPageBrowser, WITHOUT_CHROMIUM } from './support/page-browser.js'
import { openShowScene } from './support/show-scene.js'
import { shownStates } from './support/shown-states.js'

// `npm run screenshots`: every state of the page, light and dark, desktop and phone, as PNG to out/screenshots.

const FOLDER = fileURLToPath(new URL('../../../out/screenshots/', import.meta.url))
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

async function takeAll(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  const [only] = process.argv.slice(2)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [sizeName, size] of Object.entries(SIZES)) {
      for (const state of shownStates) {
        if (only !== undefined && !`${state.name}-${sizeName}-${colorScheme}`.includes(only)) continue
        const scene = await openShowScene()
        const browser = await openPageBrowser({ colorScheme, size, ...state.browser })
        try {
          const page: Page = await browser.open(state.address?.(scene) ?? scene.address)
          page.setDefaultTimeout(20_000)
          await state.prepare({ page, scene, isPhone: sizeName === 'phone' })
          await page.waitForTimeout(350)
          await page.screenshot({ path: `${FOLDER}${state.name}-${sizeName}-${colorScheme}.png` })
          console.log(`${state.name}-${sizeName}-${colorScheme}.png`)
        } catch (cause) {
          console.error(
            `${state.name}-${sizeName}-${colorScheme}: ${cause instanceof Error ? cause.message : String(cause)}`,
          )
          process.exitCode = 1
        } finally {
          await browser.close()
          await scene.close()
        }
      }
    }
  }
}

if (WITHOUT_CHROMIUM === false) await takeAll()
else {
  console.error(WITHOUT_CHROMIUM)
  process.exitCode = 1
}
