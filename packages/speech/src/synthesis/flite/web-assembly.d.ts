/** The part of WebAssembly that is used here. Node has it, but its types come only with those of browsers. */
declare namespace WebAssembly {
  class Module {
    private constructor()
  }
  class Memory {
    private constructor()
    readonly buffer: ArrayBuffer
  }
  class Instance {
    private constructor()
    readonly exports: Readonly<Record<string, unknown>>
  }
  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>
  function compile(bytes: Uint8Array): Promise<Module>
  function instantiate(module: Module, imports: Imports): Promise<Instance>
}
