import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findNpmProgram } from './npm-program.js'
import type { NpmProgram } from './npm-program.js'

const VERSION = '0.16.0'
const PACKAGE = `@zed-industries/codex-acp-${process.platform}-${process.arch}`

/** The real codex-acp: the binary alone, which its main package only looks for. */
export function findCodexAcp(): Promise<NpmProgram> {
  return findNpmProgram({
    packageName: PACKAGE,
    version: VERSION,
    folder: `codex-acp-${VERSION}`,
    file: 'bin/codex-acp',
    isScript: false,
    probeArguments: ['--help'],
    probeAnswer: 'Usage: codex-acp',
  })
}

/** Nobody's own settings, and a folder to work in. */
export interface AcpHome {
  readonly env: Readonly<Record<string, string>>
  readonly work: string
  remove(): Promise<void>
}

/** A home in which codex-acp asks before each command, and its model is at `modelUrl`. */
export async function makeCodexAcpHome(modelUrl: string): Promise<AcpHome> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-codex-acp-'))
  const [home, work] = [join(folder, 'home'), join(folder, 'work')]
  await Promise.all([mkdir(home), mkdir(work)])
  await writeFile(join(home, 'config.toml'), configFrom(modelUrl))
  return { env: { HOME: home, CODEX_HOME: home }, work, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A model that it knows: of another one it complains in the agent's own words. */
const configFrom = (modelUrl: string): string => `
model = "gpt-5.5"
model_provider = "scripted"
approval_policy = "untrusted"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
[features]
plugins = false
apps = false
[analytics]
enabled = false
[model_providers.scripted]
name = "Scripted"
base_url = "${modelUrl}"
wire_api = "responses"
experimental_bearer_token = "sk-codex-acp"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`
