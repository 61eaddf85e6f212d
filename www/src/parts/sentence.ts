// A finding: a sentence whose numbers open the rows behind them.

import { html, type TemplateResult } from "lit";
import type { FindingView } from "../../pkg/regulars.js";
import { change, state } from "../state.js";
import { phrases } from "../phrases.js";
import { t } from "../words.js";

/** The pieces of a finding; traced values are buttons. */
export function sentence(cell: string, finding: number, view: FindingView): TemplateResult {
  return html`${glue(view).map((segment) => {
    const { value, before, after } = segment;
    if (!value) return phrases(segment.text);
    const open = state.trace?.cell === cell && "value" in state.trace.place ? state.trace.place.value : null;
    const isOpen = open?.finding === finding && open.name === value;
    return html`<span class="keep">${before}<button
      class="number"
      aria-haspopup="dialog"
      aria-expanded=${isOpen}
      title=${t("page-trace-title")}
      @click=${() => change({ trace: { cell, place: { value: { finding, name: value } } } })}
    >${segment.text}</button>${after}</span>`;
  })}`;
}

/** A bracket before a number and the punctuation after it stay on its line. */
function glue(view: FindingView): { text: string; value?: string; before: string; after: string }[] {
  const pieces: { text: string; value?: string; before: string; after: string }[] = [];
  for (const { text, value } of view.segments) {
    const last = pieces.at(-1);
    // Numbers that lead to no rows are text like what surrounds them.
    if (last && !last.value && !value) last.text += text;
    else pieces.push({ text, ...(value ? { value } : {}), before: "", after: "" });
  }
  pieces.forEach((piece, at) => {
    const [left, right] = [pieces[at - 1], pieces[at + 1]];
    if (!piece.value) return;
    if (left && !left.value) {
      piece.before = /[(（「“]$/.exec(left.text)?.[0] ?? "";
      left.text = left.text.slice(0, left.text.length - piece.before.length);
    }
    if (right && !right.value) {
      piece.after = /^[)）」”.,;:、，。；：！？]+/.exec(right.text)?.[0] ?? "";
      right.text = right.text.slice(piece.after.length);
      if (piece.after === "" && /\d$/.test(piece.text)) right.text = right.text.replace(/^ /, "\u00a0");
    }
  });
  return pieces;
}

export function plainSentence(view: FindingView): string {
  return view.segments.map((segment) => segment.text).join("");
}
