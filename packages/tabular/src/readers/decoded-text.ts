import { badInput } from "@credence/lab";

/** Bytes as text: by the mark at their start, else by `encoding`. @throws BadInput for bytes that are not of the encoding, by their line */
export async function* decodedText(name: string, chunks: AsyncIterable<Uint8Array>, encoding = "utf-8"): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let lines = 1;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder!.decode(bytes, { stream: true }) : decoder!.decode();
    } catch {
      throw badInput(
        `${name}: bytes near line ${lines + (bytes ? linesBefore(bytes, decoder!.encoding) : 0)} are not ${decoder!.encoding}, name the encoding: --encoding windows-1252`,
      );
    }
  };
  for await (const chunk of chunks) {
    decoder ??= decoderOf(name, markedEncoding(chunk) ?? encoding);
    const text = decode(chunk);
    yield text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  }
  if (decoder) yield decode();
}

function decoderOf(name: string, encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw badInput(`${name}: the encoding "${encoding}" is not known, expected one such as utf-8, windows-1252 or utf-16le`);
  }
}

/** By the byte order mark that spreadsheets write. */
function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  return undefined;
}

/** Line breaks before the first part that does not decode. */
function linesBefore(bytes: Uint8Array, encoding: string): number {
  const lenient = new TextDecoder(encoding).decode(bytes);
  const fault = lenient.indexOf("\uFFFD");
  return lenient.slice(0, Math.max(0, fault)).split("\n").length - 1;
}
