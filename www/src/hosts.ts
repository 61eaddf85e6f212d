// Events for those who embed the page.

import { callers } from "./link.js";
import { emit } from "./rpc.js";

/** So long a host may think about a file; one that never answers has not allowed it. */
const PATIENCE_MS = 5000;

/** Tells every caller. */
export function emitToHosts(name: string, detail: unknown): void {
  for (const caller of callers) emit(caller, name, detail);
}

const asked = new Map<number, (isAllowed: boolean) => void>();
let nAsked = 0;

/** Whether a file of this name may leave: its kind is allowed, and the host does not cancel it. */
export async function mayExport(name: string): Promise<boolean> {
  if (!isKindAllowed(name)) return false;
  const id = ++nAsked;
  const answer = new Promise<boolean>((resolve) => {
    asked.set(id, resolve);
    setTimeout(() => resolve(false), PATIENCE_MS);
  });
  emitToHosts("regulars-export", { name, id });
  return rights.answersExports ? answer.finally(() => asked.delete(id)) : asked.delete(id);
}

/** The host's word on a file. */
export function answerExport(id: number, isAllowed: boolean): void {
  asked.get(id)?.(isAllowed);
}

/** Whether the reader may open files of their own. */
export function mayOpen(): boolean {
  return !rights.isReadonly && !rights.isDemo;
}

/** Whether files of this name's kind may leave the page. */
function isKindAllowed(name: string): boolean {
  const { exports } = rights;
  if (typeof exports === "boolean") return exports;
  return exports.includes(name.slice(name.lastIndexOf(".") + 1));
}

/** What the embedding page allows; set by its element before anything else. */
export const rights = {
  /** All, none, or these: `png svg csv html pdf json pmml`. */
  exports: true as boolean | string[],
  /** The host says of each file whether it may leave. */
  answersExports: false,
  /** May the host read rows about single customers? */
  rows: "deny" as "deny" | "ask" | "allow",
  isReadonly: false,
  /** Who keeps the notebook: nobody, or the embedding page, which is told of every change. */
  persist: "none" as "none" | "host",
  /** A demonstration for anybody: samples only, no file of one's own. */
  isDemo: false,
};
