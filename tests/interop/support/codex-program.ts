import { findNpmProgram } from './npm-program.js'

/** The release whose behaviour docs/protocol/ describes. */
const CODEX_VERSION = '0.169.0'

export type CodexProgram =
  { readonly found: true; readonly script: string } | { readonly found: false; readonly reason: string }

/** The real Codex program: a script for Node that starts the binary. */
export async function findCodex(): Promise<CodexProgram> {
  const program = await findNpmProgram({
    packageName: '@openai/codex',
    version: CODEX_VERSION,
    folder: `codex-${CODEX_VERSION}`,
    file: 'bin/codex.js',
    isScript: true,
    probeArguments: ['--version'],
    probeAnswer: CODEX_VERSION,
  })
  return program.found ? { found: true, script: program.file } : program
}
