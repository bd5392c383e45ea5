import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AcpHome } from './codex-acp-program.js'
import { findNpmProgram } from './npm-program.js'
import type { NpmProgram } from './npm-program.js'

const VERSION = '1.18.33'

/** The real OpenCode: the binary alone, which the install script of its main package only links to. */
export function findOpenCode(): Promise<NpmProgram> {
  return findNpmProgram({
    packageName: `opencode-${process.platform}-${process.arch}`,
    version: VERSION,
    folder: `opencode-${VERSION}`,
    file: 'bin/opencode',
    isScript: false,
    probeArguments: ['--version'],
    probeAnswer: VERSION,
  })
}

/** A home in which OpenCode fetches nothing, asks before each command, and its one model is at `modelUrl`. */
export async function makeOpenCodeHome(modelUrl: string): Promise<AcpHome> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-opencode-'))
  const [home, work] = [join(folder, 'home'), join(folder, 'work')]
  await Promise.all([mkdir(home), mkdir(work)])
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_STATE_HOME: join(home, 'state'),
    OPENCODE_CONFIG_CONTENT: JSON.stringify(configFrom(modelUrl)),
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    // Whatever it would fetch beside its model fails at once, and is seen to be not needed.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1',
  }
  return { env, work, remove: () => rm(folder, { recursive: true, force: true }) }
}

function configFrom(modelUrl: string): Readonly<Record<string, unknown>> {
  return {
    model: 'scripted/scripted',
    small_model: 'scripted/scripted',
    enabled_providers: ['scripted'],
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    lsp: false,
    formatter: false,
    permission: { bash: { '*': 'ask', ls: 'allow' }, edit: 'ask', webfetch: 'deny' },
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Scripted',
        options: { baseURL: modelUrl, apiKey: 'sk-opencode' },
        models: { scripted: { name: 'Scripted', tool_call: true, limit: { context: 100_000, output: 4000 } } },
      },
    },
  }
}
