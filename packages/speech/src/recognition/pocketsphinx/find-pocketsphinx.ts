import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where PocketSphinx is on this machine. */
export interface PocketSphinxFiles {
  /** The library itself. */
  readonly library: string
  /** The library below it, a file of its own up to 0.8. */
  readonly baseLibrary: string | undefined
  /** Acoustic model, dictionary and language model for US English. */
  readonly acousticModel: string
  readonly dictionary: string
  readonly languageModel: string
}

const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/arm-linux-gnueabihf',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
  '/opt/homebrew/lib',
]
const MODEL_FOLDERS = [
  '/usr/share/pocketsphinx/model/en-us',
  '/usr/local/share/pocketsphinx/model/en-us',
  '/opt/homebrew/share/pocketsphinx/model/en-us',
]
const LIBRARY = /^libpocketsphinx(\.so\.\d+|\.\d*\.?dylib)$/
const BASE_LIBRARY = /^libsphinxbase(\.so\.\d+|\.\d*\.?dylib)$/

/** What to install where it is missing. */
export const POCKETSPHINX_ADVICE = 'install the Debian packages libpocketsphinx3 and pocketsphinx-en-us'

/** Looks in the usual folders; a text says what is missing. */
export function findPocketSphinx(): PocketSphinxFiles | string {
  const library = findInFolders(LIBRARY)
  if (library === undefined) return 'the library libpocketsphinx is not in the usual folders'
  const model = MODEL_FOLDERS.find((folder) => existsSync(join(folder, 'cmudict-en-us.dict')))
  if (model === undefined) return 'the model en-us is not in the usual folders'
  return {
    library,
    baseLibrary: findInFolders(BASE_LIBRARY),
    acousticModel: join(model, 'en-us'),
    dictionary: join(model, 'cmudict-en-us.dict'),
    languageModel: join(model, 'en-us.lm.bin'),
  }
}

function findInFolders(pattern: RegExp): string | undefined {
  for (const folder of LIBRARY_FOLDERS) {
    const name = existsSync(folder) ? readdirSync(folder).find((file) => pattern.test(file)) : undefined
    if (name !== undefined) return join(folder, name)
  }
  return undefined
}
