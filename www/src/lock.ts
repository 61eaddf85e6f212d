// Ways out that no content policy closes. The program has no use for them; neither shall anything else.

for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport", "open"]) {
  Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
}

/** The Navigation API, where there is one: only moves within this document go through. */
const navigation = (globalThis as { navigation?: EventTarget }).navigation;
navigation?.addEventListener("navigate", (event) => {
  const { destination } = event as Event & { destination: { sameDocument: boolean } };
  const isDownload = (event as Event & { downloadRequest: string | null }).downloadRequest !== null;
  if (!destination.sameDocument && !isDownload) event.preventDefault();
});

export {};
