import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run build:page` puts the page, in the repository. */
const BUILT = fileURLToPath(new URL('../../../web/dist/page', import.meta.url))

/** The folder of the built page; undefined where it was not built: then the gateway says by itself how to connect. */
export function findPageFolder(): string | undefined {
  return existsSync(join(BUILT, 'index.html')) ? BUILT : undefined
}
