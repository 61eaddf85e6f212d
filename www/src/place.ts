// Where the reader is inside the notebook, in the address: `#cell=c2&trace=share`. A reload or a kept notebook comes back
// there, and a printed address leads to the number.

import { isFramed, place, shell } from "./link.js";
import { rights } from "./hosts.js";
import { focusCell } from "./parts/outline.js";
import { change, onChange, state } from "./state.js";

let told = "";
let wanted: URLSearchParams | null = null;

/** Follows the reader, and leads them to the place of the address once its cell has a result. */
export function watchPlace(): void {
  rights.isDemo ||= place.has("demo");
  told = place.toString();
  if (place.has("cell")) wanted = place;
  onChange(() => {
    if (wanted && state.screen === "results") lead(wanted);
    else if (!isFramed && !wanted) tell();
  });
}

function lead(to: URLSearchParams): void {
  const id = to.get("cell") ?? "";
  const view = state.cells.get(id);
  if (!view || view.findings.length === 0) return;
  wanted = null;
  const value = to.get("trace");
  const finding = value ? view.findings.findIndex((one) => one.segments.some((segment) => segment.value === value)) : -1;
  // The cell is drawn after this change.
  setTimeout(() => {
    focusCell(id);
    if (value && finding >= 0) change({ trace: { cell: id, place: { value: { finding, name: value } } } });
  });
}

function tell(): void {
  const now = new URLSearchParams();
  if (rights.isDemo) now.set("demo", "");
  if (state.screen === "results" && state.focus) now.set("cell", state.focus);
  if (state.screen === "results" && state.trace) {
    now.set("cell", state.trace.cell);
    // Rows of a table have no name of their own.
    if ("value" in state.trace.place) now.set("trace", state.trace.place.value.name);
  }
  const text = now.toString();
  if (text === told) return;
  told = text;
  void shell.place(text);
}
