import { detachedText } from './detached-text.js'

/** Text that grows without growing: its head and its tail within a limit, and how much lies between. */
export interface BoundedText {
  append(text: string): void
  /** Head, a line that says what is left out, tail. */
  readonly text: string
}

/** Small pieces are joined to parts of this size, so that they cost no more than their length. */
const PART_CHARACTERS = 4096

export function createBoundedText(maxCharacters: number): BoundedText {
  const headRoom = Math.floor(maxCharacters / 2)
  const tail = createTail(maxCharacters - headRoom)
  let head = ''

  return {
    append(text) {
      const intoHead = text.slice(0, headRoom - head.length)
      head += intoHead
      if (intoHead.length < text.length) tail.append(text.slice(intoHead.length))
    },
    get text() {
      const { text, leftOut } = tail.read()
      const between = leftOut === 0 ? '' : `\n… ${leftOut} characters left out …\n`
      return `${head}${between}${text}`.toWellFormed()
    },
  }
}

interface Tail {
  append(text: string): void
  read(): { readonly text: string; readonly leftOut: number }
}

/** Whole parts go from its front: nothing is copied while text streams through. */
function createTail(room: number): Tail {
  const parts: string[] = []
  let pieces: string[] = []
  let piecesLength = 0
  let partsLength = 0
  let droppedLength = 0

  const keepOnly = (text: string): void => {
    droppedLength += partsLength + piecesLength - text.length
    parts.length = 0
    partsLength = 0
    pieces = [text]
    piecesLength = text.length
  }
  return {
    append(text) {
      pieces.push(text)
      piecesLength += text.length
      if (text.length > room) keepOnly(detachedText(text.slice(-room)))
      if (piecesLength < PART_CHARACTERS) return
      parts.push(pieces.join(''))
      partsLength += piecesLength
      pieces = []
      piecesLength = 0
      for (let first = parts[0]; first !== undefined && partsLength - first.length >= room; first = parts[0]) {
        parts.shift()
        partsLength -= first.length
        droppedLength += first.length
      }
    },
    read() {
      const all = parts.join('') + pieces.join('')
      const text = all.slice(-room)
      return { text, leftOut: droppedLength + all.length - text.length }
    },
  }
}
