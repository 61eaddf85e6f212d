// What changed: the first sentence of each cell last time beside now, values that differ in bold.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { ChangeRow, FindingView } from "../../pkg/regulars.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";
import { icons } from "./icons.js";

@customElement("rg-changes")
export class Changes extends View {
  protected override render(): TemplateResult | typeof nothing {
    const { changes } = state;
    if (!changes || changes.at === state.seenChanges || state.presenting !== null) return nothing;
    const at = { at: new Date(changes.at) };
    if (changes.is_same) {
      return html`<p class="changes-same quiet">${icons.check} ${t("page-changes-same", at)}</p>`;
    }
    const changed = changes.rows.filter((row) => !row.is_same);
    const nSame = changes.rows.length - changed.length;
    return html`<section class="changes" aria-labelledby="changes-title">
      <div class="cell-head">
        <h2 id="changes-title">${t("page-changes", at)}</h2>
        <button class="plain" aria-label=${t("page-close")} @click=${() => change({ seenChanges: changes.at })}>${icons.close}</button>
      </div>
      <p class="quiet">${changes.files.join(", ")} → ${state.notebook?.sources.map((source) => source.name).join(", ")}</p>
      <div class="sheet" tabindex="0" role="region" aria-labelledby="changes-title">
        <table>
          <thead><tr><th scope="col">${t("page-changes-question")}</th><th scope="col">${t("page-changes-before")}</th><th scope="col">${t("page-changes-now")}</th></tr></thead>
          <tbody>${changed.map((row) => this.#row(row))}</tbody>
        </table>
      </div>
      ${nSame > 0 ? html`<p class="quiet">${t("page-changes-rest", { n: nSame })}</p>` : nothing}
    </section>`;
  }

  #row(row: ChangeRow): TemplateResult {
    return html`<tr>
      <th scope="row">${row.question}</th>
      <td class="quiet">${this.#sentence(row.before, [])}</td>
      <td>${this.#sentence(row.now, row.changed)}</td>
    </tr>`;
  }

  #sentence(finding: FindingView, changed: string[]): unknown {
    return finding.segments.map(({ text, value }) => (value && changed.includes(value) ? html`<b>${text}</b>` : text));
  }
}
