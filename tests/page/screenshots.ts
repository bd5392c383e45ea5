import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openPageBrowser, WITHOUT_CHROMIUM } from './support/page-browser.js'
import type { PageBrowser } from './support/page-browser.js'
import type { PageScene } from './support/page-scene.js'
import { openShowScene } from './support/show-scene.js'
import { shownStates } from './support/shown-states.js'
import type { ShownState } from './support/shown-states.js'

// `npm run screenshots`: every state of the page, light and dark, desktop and phone, as PNG to out/screenshots.

const FOLDER = fileURLToPath(new URL('../../../out/screenshots/', import.meta.url))
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

/** Fonts and the code's colours come a little later. */
const SETTLE_MS = 300

type Size = keyof typeof SIZES

interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly sizeName: Size
}

/** `only`: a part of the names of those wanted. */
async function takeAll(only: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const sizeName of ['desktop', 'phone'] as const) await takeLook({ colorScheme, sizeName }, only)
  }
}

/** All states of one look, in one gateway: each page begins a conversation of its own. */
async function takeLook(look: Look, only: string): Promise<void> {
  const wanted = shownStates.filter((state) => nameOf(state, look).includes(only))
  if (wanted.length === 0) return
  const scene = await openShowScene()
  const browsers = new Map<string, PageBrowser>()
  try {
    for (const state of wanted) {
      const key = JSON.stringify(state.browser ?? {})
      const browser = browsers.get(key) ?? (await openPageBrowser({ ...toOptions(look), ...state.browser }))
      browsers.set(key, browser)
      await take(state, look, { scene, browser })
    }
  } finally {
    for (const browser of browsers.values()) await browser.close()
    await scene.close()
  }
}

const toOptions = ({ colorScheme, sizeName }: Look) => ({ colorScheme, size: SIZES[sizeName] })
const nameOf = ({ name }: ShownState, { colorScheme, sizeName }: Look): string => `${name}-${sizeName}-${colorScheme}`

interface Stage {
  readonly scene: PageScene
  readonly browser: PageBrowser
}

async function take(state: ShownState, look: Look, { scene, browser }: Stage): Promise<void> {
  const name = nameOf(state, look)
  try {
    const page = await browser.open(state.address?.(scene) ?? scene.address)
    page.setDefaultTimeout(10_000)
    await state.prepare({ page, scene, isPhone: look.sizeName === 'phone' })
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: `${FOLDER}${name}.png` })
    await page.close()
    console.log(`${name}.png`)
  } catch (cause) {
    console.error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`)
    process.exitCode = 1
  }
}

if (WITHOUT_CHROMIUM === false) await takeAll(process.argv[2] ?? '')
else {
  console.error(WITHOUT_CHROMIUM)
  process.exitCode = 1
}
