import type { Download } from "@credence/lab";

export interface NodeDownloadOptions {
  /** How long to wait for the answer, and then for each next piece of it. @default 30 */
  readonly patienceSeconds?: number;
}

/** Downloads by the fetch of Node. Each failure is one line without the address, which the caller knows. */
export function nodeDownload({ patienceSeconds = 30 }: NodeDownloadOptions = {}): Download {
  return async (url, { from, signal }) => {
    const silence = new AbortController();
    const patience = setTimeout(() => silence.abort(), 1000 * patienceSeconds).unref();
    const explain = (error: unknown) => {
      clearTimeout(patience);
      if (signal?.aborted) return signal.reason;
      return new Error(silence.signal.aborted ? `no answer for ${patienceSeconds} seconds` : reason(error));
    };
    // Without "identity" a server may compress on the way, and positions would no longer be those of the file.
    const headers: Record<string, string> = { "accept-encoding": "identity", ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
    const response = await fetch(url, { headers, signal: AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]) }).catch(
      (error) => {
        throw explain(error);
      },
    );
    const start = startOf(response, from);
    if (start === undefined || !response.body) {
      silence.abort();
      clearTimeout(patience);
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    }
    const body = response.body;
    const chunks = async function* () {
      try {
        for await (const chunk of body) {
          patience.refresh();
          yield chunk;
        }
      } catch (error) {
        throw explain(error);
      } finally {
        clearTimeout(patience);
      }
    };
    return { start, chunks: chunks() };
  };
}

/** Where in the file the body begins: 200 is the whole file, 206 what `content-range` says; undefined for any other answer. */
function startOf(response: Response, from: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206) return undefined;
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? from);
}

/** The fetch of Node hides what happened ("fetch failed") one level down. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
