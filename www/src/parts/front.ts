// The front page of a print: title, files, period, the first three findings. On the screen it is not there.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { state, View } from "../state.js";
import { language, t, whole } from "../words.js";
import { plainSentence } from "./sentence.js";

const N_FINDINGS = 3;

@customElement("rg-front")
export class Front extends View {
  protected override render(): TemplateResult | typeof nothing {
    const { notebook } = state;
    if (!notebook) return nothing;
    const findings = notebook.cells.flatMap((cell) => state.cells.get(cell.id)?.findings.slice(0, 1) ?? []);
    return html`<div class="paper-only front" aria-hidden="true">
      ${state.client.logo ? html`<img class="logo" alt="" src=${state.client.logo} />` : nothing}
      ${state.client.name ? html`<p><b>${state.client.name}</b></p>` : nothing}
      <p class="front-title">${notebook.title || notebook.sources[0]?.name || t("page-untitled")}</p>
      ${notebook.sources.map((source) => html`<p class="quiet">${source.name} · ${t("page-rows", { n: whole(source.n_rows), "n-count": source.n_rows })}</p>`)}
      ${state.cells.get(notebook.cells[0]?.id ?? "")?.base ? html`<p class="quiet">${state.cells.get(notebook.cells[0]?.id ?? "")?.base}</p>` : nothing}
      <ol>${findings.slice(0, N_FINDINGS).map((finding) => html`<li>${plainSentence(finding)}</li>`)}</ol>
      <p class="quiet">${t("page-made-here")} · ${new Intl.DateTimeFormat(language(), { dateStyle: "long" }).format(new Date())}</p>
    </div>`;
  }
}
