#!/usr/bin/env node
// Everything that must hold: the checks first, then all tests in one run, whose summary closes the output.
//   npm test                                all
//   npm test -- --only=checks               format, lint, boundaries, dependencies
//   npm test -- --only=unit                 the tests beside the code; --only=e2e: tests/ and bench/
//   npm test -- --only=tests packages/wire  tests whose path holds a given text
//   npm test -- --only=unit --test-name-pattern=envelope    other options go to node --test
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listTestFiles } from './test-files.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const CHECKS = {
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
  boundaries: ['scripts/check-boundaries.mjs'],
  dependencies: ['scripts/check-dependencies.mjs'],
}
const GROUPS = { checks: Object.keys(CHECKS), tests: ['unit', 'e2e'] }
const STEPS = [...Object.keys(CHECKS), 'unit', 'e2e']

/** `--only=a,b` as the set of steps, with the rest of the arguments. Throws when a step has no such name. */
function readArguments(args) {
  const only = args.filter((arg) => arg.startsWith('--only=')).flatMap((arg) => arg.slice('--only='.length).split(','))
  const steps = only.flatMap((name) => GROUPS[name] ?? [name])
  const unknown = steps.find((name) => !STEPS.includes(name))
  if (unknown !== undefined) {
    throw new Error(`--only=${unknown}: there is ${[...STEPS, ...Object.keys(GROUPS)].join(', ')}`)
  }
  const rest = args.filter((arg) => !arg.startsWith('--only='))
  return {
    steps: new Set(steps.length === 0 ? STEPS : steps),
    paths: rest.filter((arg) => !arg.startsWith('-')),
    options: rest.filter((arg) => arg.startsWith('-')),
  }
}

function heading(name) {
  console.log(`── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`)
}

function runNode(args) {
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status === 0
}

function runCheck(name) {
  heading(name)
  const startedAt = Date.now()
  const isOk = runNode(CHECKS[name])
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  if (isOk) console.log(`${name} passed in ${seconds} s`)
  return isOk
}

function runTests({ steps, paths, options }) {
  const found = listTestFiles(ROOT, (file) => isWanted(file, paths))
  const groups = Object.entries(found).filter(([group]) => steps.has(group))
  const files = groups.flatMap(([, listed]) => listed)
  heading(`tests (${groups.map(([group]) => group).join(', ')}: ${files.length} files)`)
  // Without a file `node --test` would look for tests by itself and find what is stale.
  if (files.length === 0) {
    console.error('No test file is meant by these arguments.')
    return false
  }
  const reporter = options.some((option) => option.startsWith('--test-reporter')) ? [] : ['--test-reporter=spec']
  const limits = ['--test-concurrency=2', '--test-timeout=240000']
  return runNode(['--test', '--enable-source-maps', ...reporter, ...limits, ...options, ...files])
}

function isWanted(file, paths) {
  return paths.length === 0 || paths.some((path) => file.includes(path.replace(/\.ts$/, '').replace('/src/', '/dist/')))
}

function main() {
  const wanted = readArguments(process.argv.slice(2))
  for (const name of Object.keys(CHECKS)) {
    if (wanted.steps.has(name) && !runCheck(name)) return fail(name)
  }
  if (!GROUPS.tests.some((group) => wanted.steps.has(group))) return 0
  return runTests(wanted) ? 0 : fail('tests')
}

function fail(name) {
  console.error(`\nFAILED: ${name}`)
  return 1
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
