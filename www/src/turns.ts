// Work that can wait for the next turn: one piece a turn, so that keys and pointer are never kept waiting by a page full
// of charts.

import { isReady } from "./engine.js";
import { View } from "./state.js";

const queue: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => {
  // The next has its turn even when this one fails.
  try {
    queue.shift()?.();
  } finally {
    if (queue.length > 0) channel.port2.postMessage(null);
  }
};

/** The next turn that is free. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (queue.push(resolve) === 1) channel.port2.postMessage(null);
  });
}

/** Runs `work` in a turn of its own, once the engine is there, in the order asked. */
export async function inTurn(work: () => void): Promise<void> {
  await isReady;
  if (queue.push(work) === 1) channel.port2.postMessage(null);
}

/** A view that is drawn in a turn of its own: many of them, drawn anew at once, would keep keys and pointer waiting. */
export abstract class TurnView extends View {
  protected override async scheduleUpdate(): Promise<void> {
    await turn();
    super.scheduleUpdate();
  }
}
