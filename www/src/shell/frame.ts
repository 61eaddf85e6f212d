// The document inside the frame.

/** The shell's own policy without any way out: no connections, no frames. */
function innerPolicy(): string {
  const outer = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content ?? "";
  const hashes = outer.match(/'sha256-[^']+'/g)?.join(" ") ?? "";
  return [
    "default-src 'none'",
    `script-src ${hashes} 'wasm-unsafe-eval'`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types regulars lit-html",
  ].join("; ");
}

export function appDocument(script: string): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${innerPolicy()}">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">' +
    `<title>Regulars · 熟客</title></head><body><script>${script}</script></body></html>`
  );
}
