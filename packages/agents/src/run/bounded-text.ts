/** Text that grows without growing: its head and its tail within a limit, and how much lies between. */
export interface BoundedText {
  append(text: string): void
  /** Head, a line that says what is left out, tail. */
  readonly text: string
}

export function createBoundedText(maxCharacters: number): BoundedText {
  const headRoom = Math.floor(maxCharacters / 2)
  const tailRoom = maxCharacters - headRoom
  let head = ''
  let tails: string[] = []
  let tailLength = 0
  let leftOut = 0

  /** Joined only now and then, so that many small pieces cost no more than their length. */
  const compact = (): void => {
    const tail = tails.join('')
    const kept = tail.slice(-tailRoom)
    leftOut += tail.length - kept.length
    tails = [kept]
    tailLength = kept.length
  }
  return {
    append(text) {
      const intoHead = text.slice(0, headRoom - head.length)
      head += intoHead
      const rest = text.slice(intoHead.length)
      if (rest === '') return
      tails.push(rest)
      tailLength += rest.length
      if (tailLength > 2 * tailRoom) compact()
    },
    get text() {
      if (tailLength > tailRoom) compact()
      const between = leftOut === 0 ? '' : `\n… ${leftOut} characters left out …\n`
      return `${head}${between}${tails.join('')}`.toWellFormed()
    },
  }
}
