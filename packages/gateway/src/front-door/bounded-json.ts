export type DecodedJson =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly fault: 'no-json' | 'too-deep' }

/** Text → JSON value. What is nested deeper than `maxDepth` is refused before it is parsed. Never throws. */
export function decodeBoundedJson(text: string, maxDepth: number): DecodedJson {
  if (isDeeperThan(text, maxDepth)) return { isJson: false, fault: 'too-deep' }
  try {
    const value: unknown = JSON.parse(text)
    return { isJson: true, value }
  } catch {
    return { isJson: false, fault: 'no-json' }
  }
}

/** Counts brackets outside of strings; in text that is no JSON the count means nothing, and nothing is parsed either. */
function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > maxDepth) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}
