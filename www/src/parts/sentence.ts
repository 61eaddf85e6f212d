// A finding: a sentence whose numbers open the rows behind them.

import { html, type TemplateResult } from "lit";
import type { FindingView } from "../../pkg/regulars.js";
import { change, state } from "../state.js";
import { t } from "../words.js";

/** The pieces of a finding; traced values are buttons. */
export function sentence(cell: string, finding: number, view: FindingView): TemplateResult {
  return html`${view.segments.map((segment) => {
    const { value } = segment;
    if (!value) return segment.text;
    const isOpen = state.trace?.cell === cell && state.trace.finding === finding && state.trace.value === value;
    return html`<button
      class="number"
      aria-haspopup="dialog"
      aria-expanded=${isOpen}
      title=${t("page-trace-title")}
      @click=${() => change({ trace: { cell, finding, value } })}
    >${segment.text}</button>`;
  })}`;
}

export function plainSentence(view: FindingView): string {
  return view.segments.map((segment) => segment.text).join("");
}
