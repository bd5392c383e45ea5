declare module '@echogarden/speex-resampler-wasm/simd' {
  const initialize: () => Promise<import('./speex-module.js').SpeexModule>
  export default initialize
}
