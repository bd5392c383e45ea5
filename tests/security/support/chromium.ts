import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium is; `undefined` where this machine has none. */
export function findChromium(): string | undefined {
  return [process.env['PARLEY_CHROMIUM'] ?? '', ...PLACES].find((each) => each !== '' && isExecutable(each))
}

export const WITHOUT_CHROMIUM =
  findChromium() === undefined ? 'Chromium is not installed (Debian: apt-get install chromium)' : false

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface Browser {
  openPage(): Promise<Page>
  close(): Promise<void>
}

/** A headless browser with a profile of its own, for which these names are this machine: an attacker's DNS. */
export async function openBrowser(names: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'parley-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? '',
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
      // This browser has a defence of its own against rebinding, others have none: what is tested is the servers'.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
      `--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`,
    ],
  })
  return {
    openPage: () => context.newPage(),
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
