/** Bytes of a number, by the format's name of its type: those of a whole byte and more. A type that is not here is carried, not read. */
export const bytesOfDtype: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, F8_E8M0: 1 },
  ...{ U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4 },
  ...{ U64: 8, I64: 8, F64: 8, C64: 8 },
};

/** The numbers of an array. @throws where one has no float32, naming it */
type Reader = (bytes: Uint8Array<ArrayBuffer>) => Float32Array | Int32Array;

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. Every one of them is a float32. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function float32Of(value: number, index: number): number {
  const rounded = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(rounded)) throw new Error(`holds ${value} at ${index}, beyond float32`);
  return rounded;
}

/** Types that are read, as float32 or int32: of F64 the nearest float32. The bytes are little-endian and the reader's own. */
export const readers: Readonly<Record<string, Reader>> = {
  F32: ({ buffer }) => new Float32Array(buffer),
  I32: ({ buffer }) => new Int32Array(buffer),
  F16: ({ buffer }) => Float32Array.from(new Uint16Array(buffer), halfOf),
  // the upper half of a float32
  BF16: ({ buffer }) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  F64: ({ buffer }) => Float32Array.from(new Float64Array(buffer), float32Of),
};
