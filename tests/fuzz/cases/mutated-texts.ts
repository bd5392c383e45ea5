import fc from 'fast-check'

/** Pieces that have hurt parsers before. */
const PIECES: readonly string[] = [
  ...[
    '',
    '\0',
    '\r\n',
    '\n',
    '\r',
    '\t',
    ' ',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '\ud800',
    '\udfff',
    '\u2028',
    '\ufeff',
    'é',
  ],
  ...['{', '}', '[', ']', '{}', '[]', 'null', 'true', '-0', '1e999', '-1', '4294967296', '9007199254740993', '0x10'],
  ...['__proto__', 'constructor', 'toString', '{"__proto__":{"polluted":1}}', '..', '../../etc/passwd', '%00', '${x}'],
  ...['[', '{"a":', '('].map((piece) => piece.repeat(3000)),
  'A'.repeat(20_000),
]

type Change =
  | { readonly type: 'insert'; readonly at: number; readonly piece: string }
  | { readonly type: 'cut'; readonly at: number; readonly length: number }
  | { readonly type: 'replace'; readonly at: number; readonly code: number }
  | { readonly type: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly type: 'splice'; readonly at: number; readonly other: number }

/** One of `samples`, or something near it: cut, repeated, spliced with another, with pieces put in; a third is as it was. */
export function mutatedTexts(samples: readonly string[], maxCode = 0xffff): fc.Arbitrary<string> {
  const at = fc.nat()
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({
      type: fc.constant('insert' as const),
      at,
      piece: fc.constantFrom(...PIECES.filter((piece) => isWithin(piece, maxCode))),
    }),
    fc.record({ type: fc.constant('cut' as const), at, length: fc.nat({ max: 60 }) }),
    fc.record({ type: fc.constant('replace' as const), at, code: fc.nat({ max: maxCode }) }),
    fc.record({
      type: fc.constant('repeat' as const),
      at,
      length: fc.nat({ max: 40 }),
      times: fc.constantFrom(2, 3, 50, 500),
    }),
    fc.record({ type: fc.constant('splice' as const), at, other: fc.nat({ max: Math.max(0, samples.length - 1) }) }),
  )
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 3 }))
    .map(([sample, changes]) => changes.reduce((text, each) => apply(text, each, samples), sample))
}

function isWithin(piece: string, maxCode: number): boolean {
  return [...piece].every((character) => (character.codePointAt(0) ?? 0) <= maxCode)
}

function apply(text: string, change: Change, samples: readonly string[]): string {
  const at = change.at % (text.length + 1)
  const before = text.slice(0, at)
  const after = text.slice(at)
  switch (change.type) {
    case 'insert':
      return before + change.piece + after
    case 'cut':
      return before + after.slice(change.length)
    case 'replace':
      return before + String.fromCharCode(change.code) + after.slice(1)
    case 'repeat':
      return before + after.slice(0, change.length).repeat(change.times) + after
    case 'splice': {
      const other = samples[change.other] ?? ''
      return before + other.slice(change.at % (other.length + 1))
    }
  }
}

/** Any bytes, as characters. */
export function anyBytes(maxLength = 400): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'))
}
