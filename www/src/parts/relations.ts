// Several files: which one is on the screen, and how each belongs to the one with the orders. The evidence stands
// beside the choice.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Relation } from "../../pkg/regulars.js";
import { held, showCheck, useInstead } from "../files.js";
import { edit } from "../notebook.js";
import { words } from "../said.js";
import { state, View } from "../state.js";
import { t } from "../words.js";

type Way = "together" | "instead" | "apart";

@customElement("rg-files")
export class Files extends View {
  protected override render(): TemplateResult | typeof nothing {
    const sources = state.notebook?.sources.filter((source) => held.has(source.id)) ?? [];
    if (sources.length < 2) return nothing;
    return html`<section class="files" aria-labelledby="files-title">
      <h2 id="files-title">${t("page-files-belong", { n: sources.length })}</h2>
      ${state.relations.map((relation) => this.#relation(relation))}
      <p class="actions" role="group" aria-label=${t("page-files-look")}>
        <span class="quiet">${t("page-files-look")}</span>
        ${sources.map(
          (source) => html`<button class="pill" aria-pressed=${state.checked?.source === source.id} @click=${() => showCheck(source.id)}>${source.name}</button>`,
        )}
      </p>
    </section>`;
  }

  #relation(relation: Relation): TemplateResult {
    const { source, bond } = relation;
    const isApart = state.notebook?.sources.find((one) => one.id === source)?.is_apart ?? false;
    const ways: Way[] = bond === "none" ? [] : bond === "stack" && this.#hasResults() ? ["together", "instead", "apart"] : ["together", "apart"];
    const chosen: Way = isApart ? "apart" : "together";
    return html`<fieldset class="relation">
      <legend>${words(relation.evidence)}</legend>
      ${ways.length === 0 ? html`<p class="quiet">${t("page-files-none")}</p>` : nothing}
      ${ways.map(
        (way) => html`<label>
          <input type="radio" name="way-${source}" value=${way} .checked=${way === chosen} @change=${() => this.#choose(relation, way)} />
          <span>${t(way === "together" ? `page-files-${bond}` : `page-files-${way}`)}</span>
        </label>`,
      )}
    </fieldset>`;
  }

  /** Only then there is something to compare a newer file with. */
  #hasResults(): boolean {
    return [...state.cells.values()].some((cell) => cell.findings.length > 0);
  }

  async #choose({ source, to }: Relation, way: Way): Promise<void> {
    if (way === "instead") return useInstead(source, to);
    await edit({ op: "apart", source, on: way === "apart" }, false);
  }
}
