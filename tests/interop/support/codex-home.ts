import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A home of Codex with nobody's own settings, and a folder to work in. */
export interface CodexHome {
  readonly home: string
  readonly work: string
  remove(): Promise<void>
}

export interface CodexHomeOptions {
  /** Of a server of the Responses form: `http://127.0.0.1:PORT/v1`. */
  readonly modelUrl: string
  readonly files?: Readonly<Record<string, string>>
  /** Top-level lines of config.toml. */
  readonly configuration?: string
}

export async function makeCodexHome({
  modelUrl,
  files = {},
  configuration = '',
}: CodexHomeOptions): Promise<CodexHome> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-codex-agent-'))
  const home = join(folder, 'home')
  const work = join(folder, 'work')
  await Promise.all([mkdir(home), mkdir(work)])
  await writeFile(join(home, 'config.toml'), `${configuration}\n${configFrom(modelUrl)}`)
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(work, name), text)))
  return { home, work, remove: () => rm(folder, { recursive: true, force: true }) }
}

function configFrom(modelUrl: string): string {
  return `
model = "scripted-model"
model_provider = "scripted"
check_for_update_on_startup = false
suppress_unstable_features_warning = true
[features]
plugins = false
apps = false
[analytics]
enabled = false
[tools.update_plan]
enabled = true
[model_providers.scripted]
name = "Scripted"
base_url = "${modelUrl}"
wire_api = "responses"
experimental_bearer_token = "sk-codex-agent"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`
}
