// The reader's own words, as the engine read them: blocks of spans, never HTML. Quoted numbers open their rows.

import { html, type TemplateResult } from "lit";
import type { Block, Span } from "../../pkg/regulars.js";
import { change } from "../state.js";
import { t } from "../words.js";

export function prose(blocks: Block[]): TemplateResult {
  const runs: Block[][] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last && last[0]?.kind === block.kind) last.push(block);
    else runs.push([block]);
  }
  return html`<div class="prose">${runs.map((run) => blocksOf(run))}</div>`;
}

/** Blocks of one kind that follow each other: items are one list. */
function blocksOf(run: Block[]): TemplateResult {
  const each = (wrap: (words: unknown) => TemplateResult): TemplateResult[] => run.map((block) => wrap(block.spans.map(span)));
  switch (run[0]?.kind) {
    case "item":
      return html`<ul>${each((words) => html`<li>${words}</li>`)}</ul>`;
    case "numbered":
      return html`<ol>${each((words) => html`<li>${words}</li>`)}</ol>`;
    case "heading":
      return html`${each((words) => html`<h3>${words}</h3>`)}`;
    default:
      return html`${each((words) => html`<p>${words}</p>`)}`;
  }
}

function span({ text, is_strong, is_emphasised, quoted }: Span): unknown {
  const emphasised = is_emphasised ? html`<em>${words(text, quoted)}</em>` : words(text, quoted);
  return is_strong ? html`<b>${emphasised}</b>` : emphasised;
}

function words(text: string, quoted: Span["quoted"]): unknown {
  if (quoted?.is_traced) {
    const { cell, finding, value } = quoted;
    return html`<button class="number" aria-haspopup="dialog" title=${t("page-trace-title")} @click=${() => change({ trace: { cell, place: { value: { finding, name: value } } } })}>${text}</button>`;
  }
  return quoted ? html`<b>${text}</b>` : text;
}
