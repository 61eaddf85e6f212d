// Where the app and the engine come from: the single file carries both as text; the site's lie beside it.

const carriedApp = document.getElementById("app");
export const isSite = !carriedApp;

export async function appText(): Promise<string> {
  if (carriedApp) return carriedApp.textContent ?? "";
  return (await fetch("app.js")).text();
}

/** The engine's wasm bytes, as they arrive. */
export async function engineStream(): Promise<ReadableStream<Uint8Array>> {
  if (isSite) {
    const { body } = await fetch("regulars.wasm");
    if (!body) throw new Error("the engine did not arrive");
    return body;
  }
  const bytes = unpack(document.getElementById("engine")?.textContent ?? "");
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** Base64 to bytes, without a call for each letter. */
function unpack(text: string): Uint8Array<ArrayBuffer> {
  const own = Uint8Array as unknown as { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  if (own.fromBase64) return own.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
