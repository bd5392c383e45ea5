declare module '@echogarden/fvad-wasm' {
  const initialize: () => Promise<unknown>
  export default initialize
}
