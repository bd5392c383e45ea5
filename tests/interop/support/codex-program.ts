import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The release whose behaviour docs/protocol/ describes. */
const CODEX_VERSION = '0.169.0'
const FOLDER = fileURLToPath(new URL(`../../../../.cache/parley-interop/codex-${CODEX_VERSION}/`, import.meta.url))

export type CodexProgram =
  { readonly found: true; readonly script: string } | { readonly found: false; readonly reason: string }

/**
 * The real Codex program. It comes from the npm registry on the first run, into a folder that git ignores, and stays
 * there; without the registry the answer is why it is not there.
 */
export async function findCodex(): Promise<CodexProgram> {
  const script = join(FOLDER, 'node_modules/@openai/codex/bin/codex.js')
  if (await answersVersion(script)) return { found: true, script }
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, 'package.json'), '{ "private": true }\n')
  const wanted = `@openai/codex@${CODEX_VERSION}`
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--fetch-retries=1', '--prefix', FOLDER, wanted]
  const install = await run('npm', args, 180_000)
  if (await answersVersion(script)) return { found: true, script }
  return { found: false, reason: `${wanted} could not be installed (${firstErrors(install.output)})` }
}

function firstErrors(output: string): string {
  const lines = output.split('\n').filter((line) => /\berror\b/i.test(line))
  return lines.slice(0, 3).join('; ').slice(0, 300)
}

async function answersVersion(script: string): Promise<boolean> {
  const { exitCode, output } = await run(process.execPath, [script, '--version'], 30_000)
  return exitCode === 0 && output.includes(CODEX_VERSION)
}

interface Run {
  readonly exitCode: number | null
  readonly output: string
}

function run(program: string, args: readonly string[], timeoutMs: number): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
    let output = ''
    const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (error) => resolve({ exitCode: null, output: error.message }))
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
