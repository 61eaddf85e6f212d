// The built site on a port of this machine, and a host page with a strict policy that embeds it.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { SITE } from "./common";

const TYPES: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm", webmanifest: "application/manifest+json", svg: "image/svg+xml" };
const STRICT = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'";

export interface Served {
  at: string;
  close(): void;
}

/** `pages` are given under their names with the strict policy of a careful host. */
export async function serveSite(pages: Record<string, string> = {}): Promise<Served> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").split("?")[0]!.slice(1) || "index.html";
    response.setHeader("Content-Type", TYPES[name.split(".").pop()!] ?? "text/plain");
    const page = pages[name];
    if (page !== undefined) {
      response.setHeader("Content-Security-Policy", STRICT);
      return response.end(page);
    }
    try {
      response.end(readFileSync(name === "regulars.html" ? resolve(SITE, "../regulars.html") : resolve(SITE, name)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
