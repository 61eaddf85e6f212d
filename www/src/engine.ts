// The engine in its worker. The module is compiled once; the worker is started once, before any file is opened, and
// replaced when it died.

import { initSync } from "../pkg/regulars.js";
import workerText from "../pkg/worker.js.txt";
import { policy } from "./policy.js";
import { remote, type Remote } from "./rpc.js";
import type { WorkerApi } from "./worker.js";

export type EngineCalls = Remote<WorkerApi>;

/** A stage of a running cell. */
export interface ProgressDetail {
  cell: string;
  stage: string;
  done: number;
  total: number;
}

/** Calls to the present worker. */
export let engine: EngineCalls;

const events = new EventTarget();
let module: WebAssembly.Module;
let worker: Worker;
let setReady: () => void;
let replaced = promised();

/** Resolves when the engine answers. */
export const isReady = new Promise<void>((resolve) => (setReady = resolve));

export async function startEngine(bytes: ReadableStream<Uint8Array>): Promise<void> {
  const response = new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  module = await WebAssembly.compileStreaming(response);
  // The page's own instance holds no data: it draws charts and says messages.
  initSync({ module });
  await startWorker();
  setReady();
}

async function startWorker(): Promise<void> {
  const url = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
  worker = new Worker(policy.createScriptURL(url));
  URL.revokeObjectURL(url);
  engine = remote<WorkerApi>(worker, (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail })));
  await engine.start(module, document.documentElement.lang);
}

/** Throws the worker away, with all it holds, and starts another from the compiled module. */
export async function restartEngine(): Promise<void> {
  worker.terminate();
  await startWorker();
}

/** Rejects when another worker stands in the place of the present one, which will never answer. */
export function isReplaced(): Promise<never> {
  return replaced.promise;
}

/** The new worker holds what the old one held: who still waits for the old one may go on. */
export function tellReplaced(): void {
  const { reject } = replaced;
  replaced = promised();
  reject(new Error("the engine was replaced"));
}

export function onProgress(listener: (detail: ProgressDetail) => void): void {
  events.addEventListener("progress", (event) => listener((event as CustomEvent<ProgressDetail>).detail));
}

function promised(): { promise: Promise<never>; reject(fault: Error): void } {
  let reject: (fault: Error) => void = () => {};
  const promise = new Promise<never>((_, refuse) => (reject = refuse));
  // It is no fault when nobody waits.
  promise.catch(() => {});
  return { promise, reject };
}

/** A fault that leaves the worker unusable: a panic, or memory refused. */
export function isFatal(fault: unknown): boolean {
  const name = (fault as { name?: string } | null)?.name;
  return name === "RuntimeError" || name === "RangeError";
}
