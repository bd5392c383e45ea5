import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium is; `undefined` where this machine has none. */
export function findChromium(): string | undefined {
  return [process.env['PARLEY_CHROMIUM'] ?? '', ...PLACES].find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return path !== ''
    } catch {
      return false
    }
  })
}

export const WITHOUT_CHROMIUM =
  findChromium() === undefined ? 'Chromium is not installed (Debian: apt-get install chromium)' : false

export interface PageBrowser {
  readonly context: BrowserContext
  /** What pages wrote to their consoles as a warning or an error. */
  readonly complaints: readonly string[]
  open(address: string): Promise<Page>
  close(): Promise<void>
}

export interface PageBrowserOptions {
  /** A WAV file that the microphone hears, once for each time that it is opened. Without: a beep each second. */
  readonly microphoneFile?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly size?: { readonly width: number; readonly height: number }
  readonly hasMicrophone?: boolean
  readonly scale?: number
}

/** A headless browser with a profile of its own whose microphone is a file. */
export async function openPageBrowser(options: PageBrowserOptions = {}): Promise<PageBrowser> {
  const { microphoneFile, colorScheme = 'light', size = { width: 1280, height: 860 }, hasMicrophone = true } = options
  const profile = await mkdtemp(join(tmpdir(), 'parley-page-'))
  const context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: findChromium() ?? '', headless: true, colorScheme, viewport: size },
    ...{ locale: 'en-GB', deviceScaleFactor: options.scale ?? 1 },
    permissions: ['clipboard-read', 'clipboard-write', ...(hasMicrophone ? ['microphone'] : [])],
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
      '--use-fake-device-for-media-stream',
      ...(hasMicrophone ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts']),
      ...(microphoneFile === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphoneFile}%noloop`]),
    ],
  })
  const complaints: string[] = []
  return {
    ...{ context, complaints },
    async open(address) {
      const page = await context.newPage()
      page.on('console', (entry) => {
        if (entry.type() === 'error' || entry.type() === 'warning') complaints.push(entry.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.addInitScript({ content: WATCH_SOUND })
      await page.goto(address)
      return page
    },
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Runs in the page: whatever goes to a speaker is looked at on its way. */
const WATCH_SOUND = `
  window.loudestPlayed = 0
  const { connect } = AudioNode.prototype
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const analyser = new AnalyserNode(this.context, { fftSize: 1024 })
      const samples = new Float32Array(1024)
      connect.call(this, analyser)
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples)
        for (const sample of samples) window.loudestPlayed = Math.max(window.loudestPlayed, Math.abs(sample))
      }, 20)
    }
    return connect.call(this, to, ...rest)
  }
`

/** The loudest sample that the page has played so far, 0 to 1. */
export function loudestPlayed(page: Page): Promise<number> {
  return page.evaluate<number>('window.loudestPlayed')
}
