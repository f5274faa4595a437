/**
 * The part of `WebAssembly.Memory` that all threads use. Named here because the declarations of a package must compile where neither
 * the DOM's types nor Node's are loaded.
 */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
