// Presenter mode: one cell a screen, larger type, notes hidden, customers as numbers (`isMasked`). The notebook itself is
// not changed by being shown.

import { forgetAll } from "./notebook.js";
import { focusCellLater } from "./parts/outline.js";
import { openSample, sampleOf } from "./samples.js";
import { change, state } from "./state.js";

/** What a slide is laid out for, in pixels before it is enlarged. */
const SLIDE = { width: 1100, height: 620 };

/** How much a slide is enlarged: type grows with the screen. */
export function slideZoom(): number {
  return Math.max(1, Math.min(innerWidth / SLIDE.width, innerHeight / SLIDE.height));
}

function fit(): void {
  document.documentElement.style.setProperty("--slide", slideZoom().toFixed(4));
}

/** Cells worth showing: those with a finding. */
export function slides(): string[] {
  const cells = state.notebook?.cells ?? [];
  return cells.filter((cell) => (state.cells.get(cell.id)?.findings.length ?? 0) > 0).map((cell) => cell.id);
}

export function present(): void {
  if (slides().length === 0) return;
  const at = Math.max(0, slides().indexOf(state.focus ?? ""));
  document.documentElement.dataset.presenting = "";
  fit();
  addEventListener("resize", fit);
  scrollTo(0, 0);
  change({ presenting: at, view: "brief", panel: null, trace: null });
}

export function presentNext(step: number): void {
  if (state.presenting === null) return;
  change({ presenting: Math.min(slides().length - 1, Math.max(0, state.presenting + step)), trace: null });
  scrollTo(0, 0);
}

export function stopPresenting(): void {
  const focus = slides()[state.presenting ?? 0] ?? state.focus;
  leave();
  if (focus) focusCellLater(focus);
  change({ presenting: null, trace: null, focus });
}

/** Opens the rows behind the next number of the slide. */
export function traceNext(): void {
  const numbers = [...document.querySelectorAll<HTMLElement>(".slide .number")];
  const at = numbers.findIndex((number) => number.ariaExpanded === "true");
  numbers[(at + 1) % numbers.length]?.click();
}

function leave(): void {
  delete document.documentElement.dataset.presenting;
  removeEventListener("resize", fit);
}

function samples(): ReturnType<typeof sampleOf>[] {
  return (state.notebook?.sources ?? []).map((source) => sampleOf(source.id));
}

/** Whether all that is open are samples. */
export function isDemo(): boolean {
  return samples().length > 0 && !samples().includes(undefined);
}

/** Everything is forgotten and the sample is read again: ready for the next visitor. The reader's own files stay. */
export async function resetDemo(): Promise<void> {
  const sample = isDemo() ? samples()[0] : undefined;
  if (!sample) return;
  leave();
  await forgetAll();
  await openSample(sample);
}
