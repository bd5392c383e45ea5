#!/usr/bin/env node
// A small, real agent behind the `command` port. It reads a delegation envelope on standard input and answers questions
// about the folder it runs in, without a model and without a network. Lines before the last blank line say how it went;
// the last paragraph is the answer.
import { execFile } from 'node:child_process'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage', '.cache'])
const MAX_FILES = 20_000
const root = process.cwd()
const folder = basename(root) || root

/** Abilities in the order in which they are tried; the first whose words fit answers. Speech recognition errs, so the
 * words are stems, and any of them will do. */
const abilities = [
  { name: 'tell the last commits', fits: [/\b(commit|comit|history|changelog)/], answer: lastCommits },
  {
    name: 'tell what changed',
    fits: [/\b(git|status|uncommitted|modified)\b/, /\bwhat\b.*\bchanged?\b/],
    answer: gitStatus,
  },
  { name: 'find the biggest file', fits: [/\b(big|large|huge|heav)/], answer: biggestFile },
  { name: 'find the newest file', fits: [/\b(newest|latest|recent)/], answer: newestFile },
  { name: 'count lines', fits: [/\blines?\b/, /\bhow (long|much code)\b/], answer: countLines },
  { name: 'count kinds of files', fits: [/\b(kinds?|types?|languages?|extensions?)\b/], answer: countKinds },
  {
    name: 'count files',
    fits: [/\b(how many|many|count|number|total)\b/],
    needs: /\b(files?|fires?|folders?|things?)\b/,
    answer: countFiles,
  },
  {
    name: 'list files',
    fits: [/\b(list|show|name|which|what|tell)\b/],
    needs: /\b(files?|folders?|director|here)/,
    answer: listFiles,
  },
  { name: 'tell the time', fits: [/\btime\b/, /\bclock\b/], answer: tellTime },
  { name: 'tell the date', fits: [/\b(date|today|day)\b/], answer: tellDate },
  { name: 'say where it is', fits: [/\bwhere\b/], answer: tellPlace },
  { name: 'count files', fits: [/\b(files?|folders?)\b/], answer: countFiles },
]

function requestFrom(envelope) {
  const input = /<input>([\s\S]*?)<\/input>/.exec(envelope)?.[1] ?? envelope
  return input.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim()
}

function findAbility(request) {
  const words = request.toLowerCase()
  return abilities.find(
    ({ fits, needs }) => fits.some((pattern) => pattern.test(words)) && (needs?.test(words) ?? true),
  )
}

/** All files below the folder, without dependencies, builds and version control. */
async function listTree(directory = root, found = []) {
  const entries = await readdir(directory, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length >= MAX_FILES) return found
    const path = join(directory, entry.name)
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) await listTree(path, found)
    else if (entry.isFile()) found.push(path)
  }
  return found
}

async function look() {
  say(`Looking through the folder ${folder}.`)
  const files = await listTree()
  say(`Found ${count(files.length, 'file')} in all.`)
  return files
}

async function countFiles() {
  const files = await look()
  const here = await readdir(root, { withFileTypes: true })
  const top = here.filter((entry) => entry.isFile()).length
  const folders = here.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name)).length
  if (folders === 0) return `There ${top === 1 ? 'is' : 'are'} ${count(top, 'file')} in the folder ${folder}.`
  return `The folder ${folder} has ${count(files.length, 'file')}: ${top} at the top, the others in ${count(folders, 'folder')}.`
}

async function listFiles() {
  const here = await readdir(root, { withFileTypes: true })
  const names = here
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
  for (const name of names) say(name)
  if (names.length === 0) return `The folder ${folder} is empty.`
  const shown = names.slice(0, 8)
  const rest = names.length - shown.length
  return `In the folder ${folder} I see ${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}.`
}

async function biggestFile() {
  const sizes = await statAll(await look())
  const biggest = sizes.reduce((most, one) => (one.size > (most?.size ?? -1) ? one : most), undefined)
  if (biggest === undefined) return `The folder ${folder} has no files.`
  say(relative(root, biggest.path))
  return `The biggest file is ${basename(biggest.path)} with ${sizeInWords(biggest.size)}.`
}

async function newestFile() {
  const times = await statAll(await look())
  const newest = times.reduce((most, one) => (one.mtimeMs > (most?.mtimeMs ?? -1) ? one : most), undefined)
  if (newest === undefined) return `The folder ${folder} has no files.`
  say(relative(root, newest.path))
  return `The file that changed last is ${basename(newest.path)}.`
}

async function countLines() {
  const files = await look()
  let lines = 0
  let texts = 0
  for (const path of files) {
    const number = await linesOf(path)
    if (number === undefined) continue
    lines += number
    texts += 1
  }
  return `There ${lines === 1 ? 'is' : 'are'} ${count(lines, 'line')} in ${count(texts, 'text file')}.`
}

/** `undefined` for what is no text, or is too big to be one. */
async function linesOf(path) {
  const { size } = await stat(path)
  if (size > 5_000_000) return undefined
  const file = await open(path)
  try {
    const bytes = await file.readFile()
    if (bytes.includes(0)) return undefined
    let lines = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0
    for (const byte of bytes) if (byte === 10) lines += 1
    return lines
  } finally {
    await file.close()
  }
}

async function countKinds() {
  const kinds = new Map()
  for (const path of await look()) {
    const kind = extname(path).slice(1) || 'no ending'
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const sorted = [...kinds].sort((a, b) => b[1] - a[1])
  for (const [kind, number] of sorted) say(`${kind}: ${number}`)
  const named = sorted.slice(0, 3).map(([kind, number]) => `${number} ${kind}`)
  return named.length === 0 ? `The folder ${folder} has no files.` : `Most of the files are ${named.join(', ')}.`
}

async function gitStatus() {
  const status = await git('status', '--short', '--branch')
  if (status === undefined) return `The folder ${folder} is not under version control.`
  const [branch = '', ...changes] = status.split('\n')
  for (const change of changes) say(change)
  const name = branch.replace(/^## (No commits yet on )?/, '').split('...')[0]
  if (changes.length === 0) return `Nothing has changed on the branch ${name}.`
  return `On the branch ${name}, ${count(changes.length, 'file')} ${changes.length === 1 ? 'has' : 'have'} changed.`
}

async function lastCommits() {
  const log = await git('log', '-5', '--format=%s')
  if (log === undefined) return `The folder ${folder} has no commits.`
  const subjects = log.split('\n')
  for (const subject of subjects) say(subject)
  return `The last commit says: ${subjects[0]}.`
}

async function git(...parameters) {
  say(`Asking git ${parameters[0]}.`)
  try {
    const { stdout } = await promisify(execFile)('git', parameters, { cwd: root, maxBuffer: 10_000_000 })
    return stdout.trimEnd()
  } catch {
    return undefined
  }
}

function tellTime() {
  return `It is ${new Date().toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })}.`
}

function tellDate() {
  return `Today is ${new Date().toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })}.`
}

function tellPlace() {
  say(root)
  return `I work in the folder ${folder}.`
}

async function statAll(paths) {
  const found = []
  for (const path of paths) {
    const { size, mtimeMs } = await stat(path)
    found.push({ path, size, mtimeMs })
  }
  return found
}

function sizeInWords(bytes) {
  if (bytes < 1000) return count(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kilobytes`
  return `${(bytes / 1_000_000).toFixed(1)} megabytes`
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

async function readInput() {
  const parts = []
  for await (const part of process.stdin) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

const request = requestFrom(await readInput())
const ability = findAbility(request)
if (ability === undefined) {
  say(`Heard: ${request === '' ? 'nothing' : request}`)
  say('')
  say(
    'I did not understand that. I can count or list the files of this folder, find the biggest one, count lines, and tell the last commits.',
  )
} else {
  const answer = await ability.answer()
  say('')
  say(answer)
}
