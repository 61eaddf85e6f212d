// Where the reader is inside the notebook, in the address: `#cell=c2&trace=share`, or `trace=3.share` for a number of the
// third finding. A reload or a kept notebook comes back there, and a printed address leads to the number.

import type { CellView, FindingView, Place } from "../pkg/regulars.js";
import { isFramed, place, shell } from "./link.js";
import { rights } from "./hosts.js";
import { focusCell } from "./parts/outline.js";
import { change, onChange, state } from "./state.js";

type TracedValue = Extract<Place, { value: unknown }>["value"];

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
  const value = traced(view, to.get("trace") ?? "");
  // The cell is drawn after this change.
  setTimeout(() => {
    focusCell(id);
    if (value) change({ trace: { cell: id, place: { value } } });
  });
}

/** A number of a cell by the name that the address and texts give it. Without its finding it is the first of that name. */
export function referenceTo({ finding, name }: TracedValue): string {
  return finding === 0 ? name : `${finding + 1}.${name}`;
}

function traced(view: CellView, reference: string): TracedValue | null {
  const [, number, name] = /^(?:(\d+)\.)?(.+)$/.exec(reference) ?? [];
  const isMeant = ({ segments }: FindingView, at: number): boolean => (!number || at + 1 === Number(number)) && segments.some((segment) => segment.value === name);
  const finding = view.findings.findIndex(isMeant);
  return name && finding >= 0 ? { finding, name } : null;
}

function tell(): void {
  const now = new URLSearchParams();
  if (rights.isDemo) now.set("demo", "");
  if (state.screen === "results" && state.focus) now.set("cell", state.focus);
  if (state.screen === "results" && state.trace) {
    now.set("cell", state.trace.cell);
    // Rows of a table have no name of their own.
    if ("value" in state.trace.place) now.set("trace", referenceTo(state.trace.place.value));
  }
  const text = now.toString();
  if (text === told) return;
  told = text;
  void shell.place(text);
}
