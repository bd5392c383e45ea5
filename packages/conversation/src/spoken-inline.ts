const DIRECTORIES = new Set([
  ...['src', 'lib', 'dist', 'test', 'tests', 'docs', 'bin', 'app', 'apps', 'packages', 'scripts', 'build', 'etc'],
  ...['usr', 'home', 'tmp', 'var', 'opt', 'node_modules', 'examples', 'include', 'vendor', 'public', 'assets'],
])

/** Nobody says a longer word; it also bounds the time that the patterns below take. */
const MAX_WORD = 300

/** One block of Markdown → what a voice says of it: the words, without marks, links, paths, hashes and symbols. */
export function speakInline(block: string): string {
  const text = block
    // eslint-disable-next-line no-control-regex -- terminal colours are control characters
    .replace(/\u001b\[[0-9;?]{0,32}[a-zA-Z]|[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replace(/!?\[([^\][]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s+"[^"]{0,200}")?\)/g, '$1')
    .replace(/\[([^\][]{1,500})\]\[[^\][]{0,200}\]/g, '$1')
    .replace(/<(?:https?|ftp|file|mailto):[^>\s]{0,2000}>/gi, 'a link')
    .replace(/<\/?[a-z][^<>]{0,500}>/gi, ' ')
    .replace(/(`{1,3})([^`]{0,2000})\1/g, (_all, _marks, code: string) => speakCode(code))
    .replace(/`+/g, ' ')
  return tidy(text.split(/\s+/).map(speakWord).join(' '))
}

/** Names and commands made of plain words can be said; other code cannot. */
function speakCode(code: string): string {
  const text = code.trim()
  if (isPath(text)) return lastPart(text)
  return /^[\p{L}\p{N}_.'-]+(?: [\p{L}\p{N}_.'-]+){0,4}$/u.test(text) ? text : ' '
}

function speakWord(word: string): string {
  if (word.length > MAX_WORD) return ''
  const [, before = '', core = '', after = ''] = /^([("'[*_~“‘<]*)(.*?)([)"'\]*_~”’>.,;:!?…]*)$/su.exec(word) ?? []
  const marks = [before, after].map((text) => text.replace(/[*_~<>[\]]/g, ''))
  const spoken = speakCore(core)
  return spoken === '' ? (marks[1] ?? '').replace(/[^.,;:!?…]/g, '') : `${marks[0] ?? ''}${spoken}${marks[1] ?? ''}`
}

function speakCore(core: string): string {
  if (/^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.|mailto:|data:)/i.test(core)) return 'a link'
  if (isPath(core)) return lastPart(core)
  if (isHash(core)) return ''
  return core.replace(/[*~]{1,3}|_{2}/g, '').replace(/\p{Extended_Pictographic}|\uFE0F/gu, '')
}

/** Has a directory in it. `and/or`, `24/7` and `km/h` have none. */
function isPath(text: string): boolean {
  if (/\s/.test(text)) return false
  if (/^[a-zA-Z]:\\/.test(text) || /^\\\\/.test(text) || /\w\\\w+[\\.]/.test(text)) return true
  if (!text.includes('/')) return false
  if (/^(?:\/|~\/|\.{1,2}\/|@)[\w.@~-]/.test(text)) return true
  const parts = text.split('/')
  if (parts.every((part) => /^\d+$/.test(part))) return false
  if (text.endsWith('/') || parts.some((part) => DIRECTORIES.has(part))) return true
  return parts.length > 3 || /^[\w-]*\.[a-zA-Z][\w]{0,7}(?::\d+){0,2}$/.test(parts.at(-1) ?? '')
}

function lastPart(path: string): string {
  const name = path.split(/[/\\]+/).findLast((part) => part !== '') ?? ''
  const plain = name.replace(/(?::\d+){1,2}$|#L\d+.*$/, '').replace(/[^\p{L}\p{N}_.' -]/gu, '')
  return isHash(plain) ? '' : plain
}

/** Commit ids, checksums, UUIDs and other long mixtures of letters and digits. */
function isHash(text: string): boolean {
  const value = text.replace(/^(?:sha\d{1,3}|md5)[:-]/i, '')
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return true
  if (/^[0-9a-f]{7,}$/i.test(value)) return value.length >= 16 || (/[a-f]/i.test(value) && /\d/.test(value))
  if (/^[0-9a-f]{6,}(?:\.{2,3}[0-9a-f]{6,})$/i.test(value)) return true
  return /^[\w+/=-]{24,}$/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value)
}

function tidy(text: string): string {
  return text
    .replace(/[|{}<>\\^~]+/g, ' ')
    .replace(/\(\s*\)|\[\s*\]|"\s*"/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,;:!?…])/g, '$1')
    .replace(/([,;:])(?:[,;:])+/g, '$1')
    .trim()
}
