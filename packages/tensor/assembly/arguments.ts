// How a job's arguments lie in memory: 48 words of integers and pointers, then 16 floats.
// The engine's side of the same layout is src/engine/engine.ts.

// @ts-ignore: decorator
@inline export function int(job: usize, index: usize): i32 {
  return load<i32>(job + (index << 2));
}

// @ts-ignore: decorator
@inline export function pointer(job: usize, index: usize): usize {
  return <usize>load<u32>(job + (index << 2));
}

// @ts-ignore: decorator
@inline export function float(job: usize, index: usize): f32 {
  return load<f32>(job + 192 + (index << 2));
}

// @ts-ignore: decorator
@inline export function minimum(a: i32, b: i32): i32 {
  return a < b ? a : b;
}
