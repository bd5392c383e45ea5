export { ParleyError } from './errors.js'
export type { ParleyErrorCode } from './errors.js'
