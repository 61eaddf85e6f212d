// Events for those who embed the page.

import { callers } from "./link.js";
import { emit } from "./rpc.js";

/** Tells every caller. A cancelable event that the host has refused beforehand gives false. */
export function emitToHosts(name: string, detail: unknown): boolean {
  if (name === "regulars-export" && !mayExport((detail as { name: string }).name)) return false;
  for (const caller of callers) emit(caller, name, detail);
  return true;
}

/** Whether the reader may open files of their own. */
export function mayOpen(): boolean {
  return !rights.isReadonly && !rights.isDemo;
}

/** Whether files of this name's kind may leave the page. */
function mayExport(name: string): boolean {
  const { exports } = rights;
  if (typeof exports === "boolean") return exports;
  return exports.includes(name.slice(name.lastIndexOf(".") + 1));
}

/** What the embedding page allows; set by its element before anything else. */
export const rights = {
  /** All, none, or these: `png svg csv html pdf json pmml`. */
  exports: true as boolean | string[],
  /** May the host read rows about single customers? */
  rows: "deny" as "deny" | "ask" | "allow",
  isReadonly: false,
  /** Who keeps the notebook: nobody, or the embedding page, which is told of every change. */
  persist: "none" as "none" | "host",
  /** A demonstration for anybody: samples only, no file of one's own. */
  isDemo: false,
};
