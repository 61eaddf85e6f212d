// Bytes too large for one message go in pieces, two under way, each acknowledged.

const MOST = 64 << 20;
const PIECE = 16 << 20;
const N_UNDER_WAY = 2;

let nStreams = 0;

/** The name of a stream that holds the bytes on the far side; `null` when they fit into one message. */
export async function sendInPieces(bytes: ArrayBuffer, chunk: (stream: string, piece: ArrayBuffer) => Promise<void>): Promise<string | null> {
  if (bytes.byteLength <= MOST) return null;
  const stream = `stream-${++nStreams}`;
  const underWay: Promise<void>[] = [];
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    underWay.push(chunk(stream, bytes.slice(at, at + PIECE)));
    if (underWay.length >= N_UNDER_WAY) await underWay.shift();
  }
  await Promise.all(underWay);
  return stream;
}
