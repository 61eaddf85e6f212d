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
  const text = document.getElementById("engine")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}
