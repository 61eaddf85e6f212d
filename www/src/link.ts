// The frame's ports: to the shell that holds it, to `window.regulars` of the shell's page, and to an embedding host.

import { remote, type Endpoint, type Remote } from "./rpc.js";
import type { Shell } from "./shell/main.js";

export let shell: Remote<Shell>;
/** Who may call the app's public methods. */
export const callers: Endpoint[] = [];
/** Served as a site, or opened as one file. */
export let isSite = false;
/** Inside somebody's page. */
export let isFramed = false;
/** The shell can show the browser's picker, whose files can be opened again. */
export let canPick = false;
/** What stood behind `#` when the page was opened: `cell=c2&trace=share`, `demo`. */
export let place = new URLSearchParams();

interface Connect {
  regulars: 1;
  type: "connect";
  settings: Record<string, string>;
  isSite: boolean;
  isFramed: boolean;
  canPick: boolean;
  /** What stands behind `#` in the outer page's address. */
  place: string;
}

export function connect(): Promise<{ engineBytes: ReadableStream<Uint8Array>; settings: Record<string, string> }> {
  return new Promise((resolve) => {
    addEventListener("message", (event: MessageEvent<Connect>) => {
      const [toShell, ...others] = event.ports;
      if (event.source !== parent || event.data?.type !== "connect" || !toShell) return;
      ({ isSite, isFramed, canPick } = event.data);
      place = new URLSearchParams(event.data.place);
      const engineBytes = chunks(toShell);
      shell = remote<Shell>(toShell);
      callers.push(...others);
      resolve({ engineBytes, settings: event.data.settings });
    });
    parent.postMessage({ regulars: 1, type: "hello" }, "*");
  });
}

function chunks(port: MessagePort): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      port.addEventListener("message", (event: MessageEvent<{ chunk?: Uint8Array | null }>) => {
        if (event.data.chunk) controller.enqueue(event.data.chunk);
        else if (event.data.chunk === null) controller.close();
      });
    },
  });
}
