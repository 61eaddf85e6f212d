// Presenter mode: one cell a screen, larger type, names masked.

import { edit } from "./notebook.js";
import { change, state } from "./state.js";

let wasMasked = false;

/** Cells worth showing: those with a finding. */
export function slides(): string[] {
  const cells = state.notebook?.cells ?? [];
  return cells.filter((cell) => (state.cells.get(cell.id)?.findings.length ?? 0) > 0).map((cell) => cell.id);
}

export function present(): void {
  if (slides().length === 0) return;
  wasMasked = state.notebook?.mask_names ?? false;
  const at = Math.max(0, slides().indexOf(state.focus ?? ""));
  document.documentElement.dataset.presenting = "";
  change({ presenting: at, view: "brief", panel: null });
  if (!wasMasked) void edit({ op: "mask_names", on: true });
}

export function presentNext(step: number): void {
  if (state.presenting === null) return;
  change({ presenting: Math.min(slides().length - 1, Math.max(0, state.presenting + step)), trace: null });
}

export function stopPresenting(): void {
  delete document.documentElement.dataset.presenting;
  change({ presenting: null });
  if (!wasMasked) void edit({ op: "mask_names", on: false });
}
