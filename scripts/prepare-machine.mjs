#!/usr/bin/env node
// Brings a fresh clone to the point where a command can run: npm packages, compiled sources and, for tests,
// Debian packages. Says in a line what it does and is silent when nothing is to be done.
// Plain JavaScript without a dependency: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PURPOSES = ['demo', 'test', 'start', 'bench']
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const TALK_AFTER_MS = 1500

/** What stands in the way of running on this Node, undefined when nothing does. */
export function describeOldNode(found, required) {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [needMajor = 0, needMinor = 0] = required.split('.').map(Number)
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined
  return `Parley needs Node ${required} or newer; this is Node ${found}. Get one from https://nodejs.org or your version manager.`
}

/**
 * Why what is installed differs from what package-lock.json asks for, undefined when it does not.
 * npm writes what it has installed to node_modules/.package-lock.json as its last act, so that file is the stamp:
 * it is absent after an interrupted installation and right after any `npm install`.
 */
export function describeStaleInstallation(wanted, installed) {
  if (installed === undefined) return 'nothing is installed yet'
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (!path.includes('node_modules/')) continue
    const present = installed.packages[path]
    // What is optional may be absent, e.g. the binary of another platform.
    if (present === undefined && entry.optional !== true && entry.devOptional !== true) return `${path} is missing`
    if (present !== undefined && present.version !== entry.version) {
      return `${path} is ${present.version}, package-lock.json asks for ${entry.version}`
    }
  }
  return undefined
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

function say(text) {
  // Standard output belongs to the command that comes after.
  process.stderr.write(`${text}\n`)
}

/**
 * Runs a program with its output held back; shows the output when it fails.
 * Says `announcement` at once, or only when the program takes a while (`isOftenIdle`).
 */
function run({ announcement, program, args, isOftenIdle = false }) {
  const startedAt = Date.now()
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    let isAnnounced = false
    const announce = () => {
      isAnnounced = true
      say(`${announcement} …`)
    }
    const timer = setTimeout(announce, isOftenIdle ? TALK_AFTER_MS : 0)
    const finish = (isOk, trailer) => {
      clearTimeout(timer)
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
      if (!isOk) say(`${Buffer.concat(chunks).toString('utf8')}${trailer}`)
      else if (isAnnounced) say(`  done in ${seconds} s`)
      resolve(isOk)
    }
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => finish(false, `${announcement}: ${program} did not start: ${error.message}`))
    child.on('close', (code) => finish(code === 0, `${announcement}: ${program} ended with ${code}`))
  })
}

function installPackages() {
  const reason = describeStaleInstallation(
    readJson(join(ROOT, 'package-lock.json')),
    readJson(join(ROOT, 'node_modules', '.package-lock.json')),
  )
  if (reason === undefined) return true
  // No dependency needs its install script, and the build below is what `prepare` would do.
  return run({
    announcement: `Installing npm packages (${reason})`,
    program: process.platform === 'win32' ? 'npm.cmd' : 'npm',
    args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  })
}

function buildSources() {
  return run({
    announcement: 'Compiling the TypeScript sources',
    program: process.execPath,
    args: [join('node_modules', 'typescript', 'bin', 'tsc'), '-b', '--pretty', 'false'],
    isOftenIdle: true,
  })
}

/** Only who opens it needs it; says nothing where it is newer than its sources. */
function buildPage() {
  return run({
    announcement: 'Building the page',
    program: process.execPath,
    args: [join('scripts', 'build-page.mjs')],
    isOftenIdle: true,
  })
}

function installDebianPackages() {
  return new Promise((resolve) => {
    const child = spawn('sh', [join(ROOT, 'scripts', 'install-debian-packages.sh')], { stdio: ['ignore', 2, 2] })
    child.on('error', () => {
      say('No shell here: the tests that need Debian packages will be skipped.')
      resolve(true)
    })
    child.on('close', (code) => resolve(code === 0))
  })
}

async function main() {
  const purpose = process.argv[process.argv.indexOf('--for') + 1] ?? ''
  if (!process.argv.includes('--for') || !PURPOSES.includes(purpose)) {
    say(`usage: node scripts/prepare-machine.mjs --for ${PURPOSES.join('|')}`)
    return 2
  }
  const { engines } = readJson(join(ROOT, 'package.json'))
  const oldNode = describeOldNode(process.versions.node, engines.node.replace('>=', ''))
  if (oldNode !== undefined) {
    say(oldNode)
    return 1
  }
  if (!(await installPackages())) return 1
  if (!(await buildSources())) return 1
  if ((purpose === 'test' || purpose === 'start') && !(await buildPage())) return 1
  if (purpose === 'test' && !(await installDebianPackages())) return 1
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main()
