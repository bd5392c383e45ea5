/** At most so many characters (UTF-16 units), no half of a pair; what is left out is counted at the end. */
export function boundText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const end = isHighSurrogate(text.charCodeAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
