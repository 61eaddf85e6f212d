// Presenter mode: one cell a screen, larger type, notes hidden, customers as numbers (`isMasked`). The notebook itself is
// not changed by being shown.

import { forgetAll } from "./notebook.js";
import { openSample, sampleOf } from "./samples.js";
import { change, state } from "./state.js";

/** Cells worth showing: those with a finding. */
export function slides(): string[] {
  const cells = state.notebook?.cells ?? [];
  return cells.filter((cell) => (state.cells.get(cell.id)?.findings.length ?? 0) > 0).map((cell) => cell.id);
}

export function present(): void {
  if (slides().length === 0) return;
  const at = Math.max(0, slides().indexOf(state.focus ?? ""));
  document.documentElement.dataset.presenting = "";
  change({ presenting: at, view: "brief", panel: null, trace: null });
}

export function presentNext(step: number): void {
  if (state.presenting === null) return;
  change({ presenting: Math.min(slides().length - 1, Math.max(0, state.presenting + step)), trace: null });
}

export function stopPresenting(): void {
  const focus = slides()[state.presenting ?? 0] ?? state.focus;
  delete document.documentElement.dataset.presenting;
  change({ presenting: null, trace: null, focus });
}

/** Everything is forgotten and the sample is read again: ready for the next visitor. The reader's own files stay. */
export async function resetDemo(): Promise<void> {
  const samples = (state.notebook?.sources ?? []).map((source) => sampleOf(source.id));
  const sample = samples[0];
  if (!sample || samples.includes(undefined)) return;
  delete document.documentElement.dataset.presenting;
  await forgetAll();
  await openSample(sample);
}
