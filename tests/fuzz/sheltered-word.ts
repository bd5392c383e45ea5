/** What only a request with the token may be told. */
export const SHELTERED_WORD = 'only-for-who-has-the-token'
