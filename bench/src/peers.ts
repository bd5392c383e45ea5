import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** Installed by the benchmark into a folder of its own: nothing of ours depends on a peer. */
export const PEERS: Readonly<Record<string, string>> = { '@openai/agents-realtime': '0.20.0' }

const folder = new URL('../../.cache/bench-peers/', import.meta.url)
const INSTALL_TIMEOUT_MS = 180_000

/** Puts the peers into place with npm, once. False, after saying why, where that does not work, e.g. without a network. */
export async function installPeers(onProgress: (text: string) => void): Promise<boolean> {
  if (Object.keys(PEERS).every((name) => existsSync(new URL(`node_modules/${name}/package.json`, folder)))) return true
  onProgress(`installing ${Object.keys(PEERS).join(', ')}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('package.json', folder), `${JSON.stringify({ private: true, dependencies: PEERS })}\n`)
  const options = { cwd: fileURLToPath(folder), timeout: INSTALL_TIMEOUT_MS }
  try {
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], options)
    return true
  } catch (error) {
    onProgress(`the peers could not be installed and are left out: ${String(error).slice(0, 300)}`)
    return false
  }
}

/** Where a peer's module is, for `import()`. `entry`: its file inside the package. */
export function peerUrl(name: string, entry: string): string {
  return pathToFileURL(fileURLToPath(new URL(`node_modules/${name}/${entry}`, folder))).href
}
