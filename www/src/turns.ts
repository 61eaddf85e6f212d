// Work that can wait for the next turn: one piece a turn, so that keys and pointer are never kept waiting by a page full
// of charts.

import { isReady } from "./engine.js";
import { View } from "./state.js";

/** So long pieces follow each other before what they changed is laid out and painted. */
const SLICE_MS = 8;
/** Where nothing is painted (a hidden page, a frame out of sight) work goes on all the same. */
const NO_FRAME_MS = 50;

const queue: (() => void)[] = [];
const channel = new MessageChannel();
let began = 0;

channel.port1.onmessage = () => {
  // The next has its turn even when this one fails.
  try {
    queue.shift()?.();
  } finally {
    if (queue.length > 0) next();
  }
};

function push(work: () => void): void {
  if (queue.push(work) === 1) next();
}

function next(): void {
  if (performance.now() - began < SLICE_MS) return channel.port2.postMessage(null);
  let isWaiting = true;
  const go = (): void => {
    if (!isWaiting) return;
    isWaiting = false;
    began = performance.now();
    channel.port2.postMessage(null);
  };
  requestAnimationFrame(go);
  setTimeout(go, NO_FRAME_MS);
}

/** The next turn that is free. */
export function turn(): Promise<void> {
  return new Promise(push);
}

/** Runs `work` in a turn of its own, once the engine is there, in the order asked. */
export async function inTurn(work: () => void): Promise<void> {
  await isReady;
  push(work);
}

/** A view that is drawn in a turn of its own: many of them, drawn anew at once, would keep keys and pointer waiting. */
export abstract class TurnView extends View {
  protected override async scheduleUpdate(): Promise<void> {
    await turn();
    super.scheduleUpdate();
  }
}
