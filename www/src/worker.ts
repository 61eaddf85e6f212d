// The worker: one engine, called by name. It decides nothing.

import { Engine, initSync, sampleCsv } from "../pkg/regulars.js";
import { emit, expose, type Endpoint } from "./rpc.js";

const page = globalThis as unknown as Endpoint;
let engine: Engine;

// What a panic said, for the problem report: the panic hook speaks through the console.
let lastWords = "";
const say = console.error;
console.error = (...words: unknown[]) => {
  lastWords = words.join(" ");
  say(...words);
};

/** A turn of the message loop, without the delay of a timer. */
const turns: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => turns.shift()?.();
function turn(): Promise<void> {
  return new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(null);
  });
}

const own = {
  start(module: WebAssembly.Module, language: string): void {
    initSync({ module });
    engine = new Engine(language);
  },
  run(cell: string): Promise<void> {
    return engine.run(cell, (stage: string, done: number, total: number) => {
      emit(page, "progress", { cell, stage, done, total });
      return turn();
    });
  },
  lastWords: (): string => lastWords,
  /** A generated file for "Try it": made here, because it takes longer than the page may stand still. */
  sample: (name: string): Uint8Array => sampleCsv(name) ?? new Uint8Array(),
};

export type WorkerApi = typeof own & Omit<Engine, "run" | "free">;

expose(
  page,
  new Proxy(own, {
    get(target, name: string) {
      if (name in target) return target[name as keyof typeof own];
      const method: unknown = Reflect.get(engine, name);
      return typeof method === "function" ? method.bind(engine) : undefined;
    },
  }),
);
