// A value for rows of one of the cell's own tables: names of groups, numbers by segment, the map of segments.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { EntryView, FieldView } from "../../pkg/regulars.js";
import { View } from "../state.js";
import { t } from "../words.js";

type Values = Record<string, string | number>;

@customElement("rg-entries")
export class Entries extends View {
  @property({ attribute: false }) field!: FieldView;
  @property({ attribute: false }) set: (next: unknown) => void = () => undefined;
  /** The third score shown in a grid; empty for all of them at once. */
  @own() private layer = "";

  protected override render(): TemplateResult {
    const { control } = this.field;
    const shape = control.control === "entries" ? control.shape : "texts";
    return html`<div class="entries ${shape}" role="group" aria-label=${this.field.label}>${shape === "grid" ? this.#grid() : this.field.entries.map((entry) => this.#row(entry, shape === "numbers"))}</div>`;
  }

  get #values(): Values {
    return (JSON.parse(this.field.value || "null") as Values | null) ?? {};
  }

  /** Puts one value at every key; an empty one takes them out. */
  #put(keys: string[], value: string | number | null): void {
    const next = { ...this.#values };
    for (const key of keys) {
      if (value === null) delete next[key];
      else next[key] = value;
    }
    this.set(next);
  }

  #row(entry: EntryView, isNumber: boolean): TemplateResult {
    // What the user gave a name is found by that name, so that the words of the result stay beside it in grey.
    const value = this.#values[entry.key];
    const change = (event: Event): void => {
      const text = (event.target as HTMLInputElement).value.trim();
      this.#put([entry.key], text === "" ? null : isNumber ? Number(text) : text);
    };
    return html`<label>
      ${isNumber ? html`<span>${entry.label}</span>` : nothing}
      <input type=${isNumber ? "number" : "text"} min="0" step="1" aria-label=${entry.label} placeholder=${entry.value} .value=${value === undefined ? "" : String(value)} @change=${change} />
    </label>`;
  }

  #grid(): TemplateResult {
    const { entries } = this.field;
    const cells = new Map(entries.map((entry) => [scores(entry.key).join("-"), entry]));
    const most = Math.max(...entries.flatMap((entry) => scores(entry.key)));
    const all = Array.from({ length: most }, (_, at) => at + 1);
    const labels = new Map(entries.map((entry) => [entry.label, entry.value]));
    const names = `${this.field.name}-names`;
    const layers = this.layer === "" ? all : [Number(this.layer)];
    const cell = (r: number, f: number): TemplateResult => {
      const here = layers.map((m) => cells.get([r, f, m].join("-"))).filter((entry) => entry !== undefined);
      const shown = [...new Set(here.map((entry) => entry.label))];
      const change = (event: Event): void => {
        const text = (event.target as HTMLInputElement).value.trim();
        this.#put(
          here.map((entry) => entry.key),
          text === "" ? null : (labels.get(text) ?? text),
        );
      };
      const isMoved = here.some((entry) => entry.key in this.#values);
      return html`<td class=${isMoved ? "moved" : ""}><input list=${names} aria-label="R${r} F${f}" title=${shown.join(", ")} .value=${shown.length === 1 ? (shown[0] ?? "") : ""} placeholder=${shown.length > 1 ? "…" : ""} @change=${change} /></td>`;
    };
    return html`
      <label>${t("page-map-money")}
        <select @change=${(event: Event) => (this.layer = (event.target as HTMLSelectElement).value)}>
          <option value="">${t("page-map-every")}</option>
          ${all.map((m) => html`<option value=${m} ?selected=${String(m) === this.layer}>${m}</option>`)}
        </select></label>
      <small>${t("page-map-axes")}</small>
      <div class="scroll"><table>
        <tr><td></td>${all.map((f) => html`<th scope="col">F${f}</th>`)}</tr>
        ${[...all].reverse().map((r) => html`<tr><th scope="row">R${r}</th>${all.map((f) => cell(r, f))}</tr>`)}
      </table></div>
      <datalist id=${names}>${[...labels.keys()].map((label) => html`<option value=${label}></option>`)}</datalist>`;
  }
}

/** `"543"`, or `"10-4-3"` where a score has two digits. */
function scores(key: string): number[] {
  return (key.includes("-") ? key.split("-") : [...key]).map(Number);
}
