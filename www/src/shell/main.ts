// The outer page. It holds the sandboxed frame in which the app lives, hands it the engine's bytes, keeps recipes for
// it (a sandbox has no storage), and passes calls of an embedding page through. It never sees customer data.

import type { Api } from "../api.js";
import { expose, remote } from "../rpc.js";
import { appDocument } from "./frame.js";
import { canPick, handles } from "./handles.js";
import { hostLink } from "./host.js";
import { policy } from "./policy.js";
import { appText, engineStream, isSite } from "./source.js";
import { removeExpired, vault } from "./vault.js";

const LOCKED = ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"];
for (const name of LOCKED) delete (globalThis as Record<string, unknown>)[name];

/** What the app may ask of the shell. */
const shell = {
  ...vault,
  ...handles,
  title(text: string): void {
    document.title = text;
  },
  language(tag: string): void {
    document.documentElement.lang = tag;
  },
  /** The place inside the notebook, in the address: nothing is loaded by it. */
  place(text: string): void {
    history.replaceState(null, "", text === "" ? location.pathname + location.search : `#${text}`);
  },
  /** Requests this page made since it was opened, its own files included. */
  requests(): string[] {
    return performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => !name.startsWith("blob:"));
  },
};
export type Shell = typeof shell;

async function start(): Promise<void> {
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") return unsupported();
  const bytes = engineStream();
  const frame = document.createElement("iframe");
  frame.title = "Regulars · 熟客";
  frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals");
  frame.allow = "clipboard-write *";
  const host = hostLink();
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data?.regulars !== 1 || event.data.type !== "hello") return;
    const toApp = new MessageChannel();
    expose(toApp.port1, shell);
    const direct = new MessageChannel();
    Object.assign(globalThis, { regulars: remote<Api>(direct.port1) });
    const connect = { regulars: 1, type: "connect", settings: vault.settings(), isSite, isFramed: host.isFramed, canPick: canPick && isSite && !host.isFramed, place: location.hash.slice(1) };
    frame.contentWindow?.postMessage(connect, "*", [toApp.port2, direct.port2, host.port]);
    // Keys reach the app at once; inside somebody's page the focus is theirs.
    if (!host.isFramed) handFocus(frame);
    void pour(bytes, toApp.port1);
  });
  // Once only, and never by Tab: whoever walks out of the frame is let go.
  addEventListener("focus", () => handFocus(frame), { once: true });
  addEventListener("keydown", (event) => event.key === "Tab" || handFocus(frame));
  frame.srcdoc = policy.createHTML(appDocument(await appText()));
  document.body.append(frame);
}

/** Nothing out here takes keys. Chromium may send them here although the frame already counts as focused, most of all
 * while the page opens: then only focusing its window helps, not the element. */
function handFocus(frame: HTMLIFrameElement): void {
  frame.focus();
  frame.contentWindow?.focus();
}

/** Chunk by chunk, so that the app compiles while the module arrives. */
async function pour(stream: Promise<ReadableStream<Uint8Array>>, port: MessagePort): Promise<void> {
  const reader = (await stream).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    port.postMessage({ chunk: value ?? null });
    if (done) return;
  }
}

function unsupported(): void {
  const words = document.createElement("p");
  words.className = "plain";
  words.textContent =
    "This browser is too old for Regulars. Chrome or Edge 111, Firefox 113, Safari 16.4, or anything newer will do. " +
    "／ 這個瀏覽器太舊，請使用較新的版本。／ 此浏览器版本过旧，请使用较新的版本。";
  document.body.append(words);
}

if (isSite && "serviceWorker" in navigator) {
  // Without it the site merely needs the network again next time.
  navigator.serviceWorker.register(policy.createScriptURL("sw.js")).catch(() => {});
}
void removeExpired();
void start();
