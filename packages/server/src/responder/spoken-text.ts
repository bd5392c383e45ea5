/**
 * An agent's text as it can be read aloud: no code blocks, no JSON, no marks of Markdown, no bare addresses. The whole
 * text stays what the client shows; only the voice leaves these out.
 */
export function toSpokenText(text: string): string {
  return text
    .replace(/```[^\n]*\n?[\s\S]*?(?:```|$)/g, ' ')
    .replace(/^\s*[{[][\s\S]*[}\]]\s*$/gm, (block) => (isJson(block) ? ' ' : block))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\bhttps?:\/\/\S+/g, 'a link')
    .replace(/^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d+[.)]\s+)/gm, '')
    .replace(/^\s*(?:[-*_]\s*){3,}$/gm, '')
    .replace(/(\*\*|__|\*|`)(\S(?:[^\n]*?\S)?)\1/g, '$2')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
    .replace(/([\p{L}\p{N}])\n/gu, '$1.\n')
    .replaceAll('\n', ' ')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
