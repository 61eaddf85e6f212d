// The link to an embedding page (UX of plain frames): the frame says hello without content, the host answers with a
// port, and everything else runs between the host and the app.

/** One end for the app; the other is joined to the host's port when the host connects. */
export function hostLink(): { port: MessagePort; isFramed: boolean } {
  const { port1, port2 } = new MessageChannel();
  const isFramed = parent !== window;
  if (isFramed) {
    const early: MessageEvent[] = [];
    const keep = (event: MessageEvent): void => void early.push(event);
    port1.addEventListener("message", keep);
    port1.start();
    addEventListener("message", (event) => {
      const [port] = event.ports;
      if (event.source !== parent || event.data?.type !== "connect" || !port) return;
      if (event.data.regulars !== 1) {
        port.postMessage({ regulars: 1, type: "error", value: { name: "unsupported", message: "protocol 1 only" } });
        return;
      }
      port1.removeEventListener("message", keep);
      const pass = (to: MessagePort) => (message: MessageEvent): void => to.postMessage(message.data, owned(message.data));
      for (const message of early.splice(0)) pass(port)(message);
      port1.addEventListener("message", pass(port));
      const toApp = pass(port1);
      port.addEventListener("message", (message) => {
        if (owned(message.data).every((bytes) => bytes.byteLength <= MOST_BYTES)) return toApp(message);
        const value = { name: "RangeError", message: "a message over 64 MB: give a File or Blob, or send it by chunk" };
        port.postMessage({ regulars: 1, id: message.data.id, type: "error", value });
      });
      port.start();
    });
    const hello = { regulars: 1, type: "hello", version: document.querySelector<HTMLMetaElement>('meta[name="generator"]')?.content, protocol: [1], origin: "null" };
    parent.postMessage(hello, "*");
  }
  return { port: port2, isFramed };
}

/** Larger messages stall the page; `chunk` takes them in pieces. */
const MOST_BYTES = 64 << 20;

function owned(message: { args?: unknown[]; value?: unknown }): ArrayBuffer[] {
  return [...(message.args ?? []), message.value].filter((value): value is ArrayBuffer => value instanceof ArrayBuffer);
}
