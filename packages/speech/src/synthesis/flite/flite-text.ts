const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[‘’‛′]/gu, "'"],
  [/[“”„″]/gu, '"'],
  [/\s*[–—]\s*/gu, ', '],
  [/…/gu, '.'],
  [/ß/gu, 'ss'],
  [/[æÆ]/gu, 'ae'],
  [/[øØ]/gu, 'o'],
  // Accents become letters and marks; the marks go with everything else that is not ASCII.
  [/[^\x20-\x7e\s]/gu, ''],
  // Markup that would be read out sign by sign.
  [/[`*#|<>{}[\]\\^~]+/g, ' '],
  [/_+/g, ' '],
  [/([!-/:-@])\1+/g, '$1'],
  [/\s+/g, ' '],
]

/** Text in what flite's English voices can read: ASCII without markup. Empty when nothing to say is left. */
export function toFliteText(text: string): string {
  const ascii = REPLACEMENTS.reduce((result, [from, to]) => result.replace(from, to), text.normalize('NFKD')).trim()
  return /[A-Za-z0-9]/.test(ascii) ? ascii : ''
}
