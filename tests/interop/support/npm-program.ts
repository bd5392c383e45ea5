import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface NpmProgramOptions {
  readonly packageName: string
  readonly version: string
  /** Name of its folder in the cache. */
  readonly folder: string
  /** In the package: a script for Node, or a program of its own. */
  readonly file: string
  readonly isScript: boolean
  /** Makes it print something short and end. */
  readonly probeArguments: readonly string[]
  /** What it prints then. */
  readonly probeAnswer: string
}

export type NpmProgram =
  { readonly found: true; readonly file: string } | { readonly found: false; readonly reason: string }

/**
 * A real program from the npm registry. It is installed on the first run, into a folder that git ignores, and stays there;
 * without the registry the answer is why it is not there.
 */
export async function findNpmProgram(options: NpmProgramOptions): Promise<NpmProgram> {
  const { packageName, version } = options
  const folder = fileURLToPath(new URL(`../../../../.cache/parley-interop/${options.folder}/`, import.meta.url))
  const file = join(folder, 'node_modules', packageName, options.file)
  if (await answers(file, folder, options)) return { found: true, file }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const wanted = `${packageName}@${version}`
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--fetch-retries=1', '--prefix', folder, wanted]
  const install = await run('npm', args, process.env, 180_000)
  if (await answers(file, folder, options)) return { found: true, file }
  return { found: false, reason: `${wanted} could not be installed (${firstErrors(install.output)})` }
}

function firstErrors(output: string): string {
  const lines = output.split('\n').filter((line) => /\berror\b/i.test(line))
  return lines.slice(0, 3).join('; ').slice(0, 300)
}

async function answers(file: string, folder: string, options: NpmProgramOptions): Promise<boolean> {
  const { isScript, probeArguments, probeAnswer } = options
  const command = isScript ? [process.execPath, file] : [file]
  const [program = file, ...args] = [...command, ...probeArguments]
  // Some programs write into the home of whoever starts them.
  const { exitCode, output } = await run(program, args, { PATH: process.env['PATH'], HOME: folder }, 30_000)
  return exitCode === 0 && output.includes(probeAnswer)
}

interface Run {
  readonly exitCode: number | null
  readonly output: string
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, env })
    let output = ''
    const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (error) => resolve({ exitCode: null, output: error.message }))
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
