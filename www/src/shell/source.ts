// Where the app and the engine come from: the single file carries both as text; the site's lie beside it.

const carriedApp = document.getElementById("app");
export const isSite = !carriedApp;
/** Letters of base64 in one turn; four make three bytes. */
const PIECE = 4 << 17;

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
  const text = document.getElementById("engine")?.textContent ?? "";
  let at = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (at >= text.length) return controller.close();
      controller.enqueue(unpack(text.slice(at, (at += PIECE))));
      // The page opens meanwhile.
      await new Promise((resolve) => setTimeout(resolve));
    },
  });
  return packed.pipeThrough(new DecompressionStream("gzip"));
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
