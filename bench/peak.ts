import { setFlagsFromString } from "node:v8";

const LANES = 4;
const DOUBLES = 2;

const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]);
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];

/**
 * A module whose `spin(n)` does n rounds of a = x y + a on so many independent accumulators, none of which leaves its register until the
 * end: the most multiply-adds a second that any kernel of this width could do. Neighbouring stores at the end let V8 join pairs.
 */
function spinModule(accumulators: number): Uint8Array<ArrayBuffer> {
  const [v128, i32] = [0x7b, 0x7f];
  const [get, set, tee] = [0x20, 0x21, 0x22];
  const simd = (opcode: number) => [0xfd, ...unsigned(opcode)];
  const splatLoad = (address: number) => [0x41, ...unsigned(address), ...simd(9), 2, 0];
  const accumulator = (i: number) => i + 3;
  const all = Array.from({ length: accumulators }, (_, i) => i);
  const body = [
    ...[...splatLoad(0), set, 1, ...splatLoad(4), set, 2],
    ...[0x03, 0x40],
    ...all.flatMap((i) => [get, 1, get, 2, get, ...unsigned(accumulator(i)), ...simd(0x105), set, ...unsigned(accumulator(i))]),
    ...[get, 0, 0x41, 1, 0x6b, tee, 0, 0x0d, 0, 0x0b],
    ...all.flatMap((i) => [0x41, 0, get, ...unsigned(accumulator(i)), ...simd(11), 4, ...unsigned(16 * i)]),
    0x0b,
  ];
  const code = [1, ...unsigned(accumulators + 2), v128, ...body];
  const name = [...new TextEncoder().encode("spin")];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, i32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [1, ...sized(name), 0, 0]),
    ...section(10, [1, ...sized(code)]),
  ]);
}

/** Work in registers alone, on vectors as wide as the engine's. Returns a function that does at least so many operations, multiply and add counted apart. */
export function spinner(vectors: "128 bits" | "256 bits"): (operations: number) => void {
  const wide = vectors === "256 bits";
  const accumulators = wide ? 20 : 10;
  setFlagsFromString("--no-liftoff");
  setFlagsFromString("--no-wasm-lazy-compilation");
  if (wide) setFlagsFromString("--experimental-wasm-revectorize");
  const module = new WebAssembly.Module(spinModule(accumulators));
  const { spin } = new WebAssembly.Instance(module).exports as { spin: (rounds: number) => void };
  return (operations) => spin(Math.ceil(operations / (accumulators * LANES * DOUBLES)));
}
