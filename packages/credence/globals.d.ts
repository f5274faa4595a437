// WebAssembly belongs to every host but not to the language's own library. The type check of packages/credence loads this much of it,
// for packages/tensor, instead of Node's or the DOM's types.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
  interface Module {
    readonly [Symbol.toStringTag]?: "WebAssembly.Module";
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  const Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  const Instance: new (module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => Instance;
  function validate(bytes: Uint8Array): boolean;
  function compile(bytes: Uint8Array): Promise<Module>;
}
