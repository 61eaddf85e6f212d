// Events for those who embed the page.

import { callers } from "./link.js";
import { emit } from "./rpc.js";

/** Tells every caller. A cancelable event that the host has refused beforehand gives false. */
export function emitToHosts(name: string, detail: unknown): boolean {
  if (name === "regulars-export" && !rights.exports) return false;
  for (const caller of callers) emit(caller, name, detail);
  return true;
}

/** What the embedding page allows; set by its element before anything else. */
export const rights = {
  exports: true,
  /** May the host read rows about single customers? */
  rows: "deny" as "deny" | "ask" | "allow",
  isReadonly: false,
};
