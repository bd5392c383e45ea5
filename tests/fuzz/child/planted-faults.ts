/** Work that does wrong on purpose, so that a test sees the run find it. */
export const plantedFaults: Readonly<Record<string, (input: readonly string[]) => void>> = {
  'planted-throw': ([text = '']) => {
    if (text === 'bad') throw new TypeError('planted')
  },
  'planted-crash': ([text = '']) => {
    if (text === 'bad') process.abort()
  },
  'planted-hang': ([text = '']) => {
    while (text === 'bad');
  },
  'planted-late-throw': ([text = '']) => {
    if (text === 'bad') {
      setImmediate(() => {
        throw new TypeError('planted')
      })
    }
  },
}
