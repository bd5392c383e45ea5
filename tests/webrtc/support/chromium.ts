import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export type Chromium =
  { readonly found: true; readonly path: string } | { readonly found: false; readonly reason: string }

export function findChromium(): Chromium {
  const path = [process.env['PARLEY_CHROMIUM'] ?? '', ...PLACES].find((each) => each !== '' && isExecutable(each))
  if (path !== undefined) return { found: true, path }
  return { found: false, reason: 'Chromium is not installed (Debian: apt-get install chromium)' }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface OpenBrowser {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page wrote to its console as a warning or an error. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

export interface BrowserOptions {
  readonly path: string
  /** A WAV file that the microphone hears, once. */
  readonly microphoneFile?: string
  /** May open the microphone although it is neither HTTPS nor this machine. */
  readonly trustedOrigin?: string
}

/** A headless browser with a profile of its own whose microphone is a file. */
export async function openBrowser({ path, microphoneFile, trustedOrigin }: BrowserOptions): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'parley-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    headless: true,
    permissions: ['microphone'],
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
      ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
      ...(trustedOrigin === undefined ? [] : [`--unsafely-treat-insecure-origin-as-secure=${trustedOrigin}`]),
      ...(microphoneFile === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphoneFile}%noloop`]),
    ],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') complaints.push(entry.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return {
    context,
    page,
    complaints,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
