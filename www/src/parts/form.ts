// The form of a cell's parameters, built from the fields its analysis declares. A new analysis needs no code here.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FieldView, GroupingView } from "../../pkg/regulars.js";
import { edit } from "../notebook.js";
import "./entries.js";
import { state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-form")
export class Form extends View {
  @property() cell = "";
  @property({ attribute: false }) fields: FieldView[] = [];
  /** Takes the new value instead of the cell: the field of a shared parameter. */
  @property({ attribute: false }) set: ((next: unknown) => void) | null = null;

  protected override render(): TemplateResult {
    const plain = this.fields.filter((field) => !field.is_advanced);
    const advanced = this.fields.filter((field) => field.is_advanced);
    return html`<form class="fields" @submit=${(event: Event) => event.preventDefault()}>
      ${this.#groupings()}
      ${plain.map((field) => this.#field(field))}
      ${advanced.length > 0
        ? html`<details><summary>${t("page-more-settings")}</summary>${advanced.map((field) => this.#field(field))}</details>`
        : nothing}
      ${this.set || this.fields.every((field) => field.is_default && !field.shared)
        ? nothing
        : html`<button class="link" type="button" @click=${() => edit({ op: "params", cell: this.cell, params: null })}>${t("page-defaults")}</button>`}
    </form>`;
  }

  /** Which customers, and what is known of them, by groups that cells above have found. */
  #groupings(): TemplateResult | typeof nothing {
    const view = state.cells.get(this.cell);
    if (!view || view.groupings.length === 0) return nothing;
    const id = `${this.cell}-customers`;
    const keep = (event: Event): void => void edit({ op: "filter", cell: this.cell, filter: chosenGroup(event) });
    const cells = new Map(view.groupings.map((grouping) => [grouping.cell, grouping.title]));
    const use = (cell: string, on: boolean): void =>
      void edit({ op: "uses", cell: this.cell, uses: on ? [...view.uses, cell] : view.uses.filter((used) => used !== cell) });
    return html`<div class="field">
        <label for=${id}>${t("page-customers")}</label>
        <select id=${id} @change=${keep}>
          <option value='["","",[]]'>${t(state.notebook?.customers.some((grouping) => grouping.classes.some((one) => one.is_kept)) ? "page-customers-follow" : "page-customers-all")}</option>
          ${groupOptions(view.groupings)}
        </select>
        <small>${t("page-customers-help")}</small>
      </div>
      <details class="uses" ?open=${view.uses.length > 0}>
        <summary>${t("page-uses")}</summary>
        <span class="entries">${[...cells].map(([cell, title]) => html`<label class="use"><input type="checkbox" .checked=${view.uses.includes(cell)} @change=${(event: Event) => use(cell, (event.target as HTMLInputElement).checked)} /> ${title}</label>`)}</span>
        <small>${t("page-uses-help")}</small>
      </details>`;
  }

  #field(field: FieldView): TemplateResult {
    const id = `${this.cell}-${field.name}`;
    return html`<div class="field">
      <label for=${id}>${field.label}</label>
      ${this.#control(field, id)}
      ${this.#sharing(field)}
      ${field.help && field.help !== `${field.name}-help` ? html`<small id="${id}-help">${field.help}</small>` : nothing}
    </div>`;
  }

  /** One value for several cells: to begin it, and to leave it. */
  #sharing(field: FieldView): TemplateResult | typeof nothing {
    if (this.set) return nothing;
    const op = (name: string) => () => edit({ op: name, cell: this.cell, field: field.name });
    if (field.shared) {
      return html`<small class="sharing">${t("page-shared-follows", { name: paramTitle(field.shared) })} <button class="link" type="button" @click=${op("unshare")}>${t("page-shared-own")}</button></small>`;
    }
    if (!field.is_shareable) return nothing;
    return html`<small class="sharing"><button class="link quiet" type="button" aria-label=${t("page-share-field", { name: field.label })} @click=${op("share")}>${t("page-share-with")}</button></small>`;
  }

  #control(field: FieldView, id: string): TemplateResult {
    const value: unknown = JSON.parse(field.value || "null");
    // What is changed here is changed where it is shared.
    const { shared } = field;
    const set = this.set ?? ((next: unknown): void => void (shared ? edit({ op: "param", id: shared, value: next }) : this.#set(field.name, next)));
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    const { control } = field;
    switch (control.control) {
      case "choice":
        return html`<select id=${id} @change=${(event: Event) => set(read(event))}>
          ${control.options.map((option, at) => html`<option value=${option} ?selected=${option === value}>${field.option_labels[at] ?? option}</option>`)}
        </select>`;
      case "flag":
        return html`<input id=${id} type="checkbox" .checked=${value === true} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} />`;
      case "share":
        return this.#share(control, value, id, set);
      case "integer":
      case "number": {
        const step = control.control === "integer" ? "1" : "any";
        return html`<input id=${id} type="number" min=${control.min} max=${control.max} step=${step} placeholder=${this.#empty()}
          .value=${value === null ? "" : String(value)} @change=${(event: Event) => set(numberOf(read(event)))} />`;
      }
      case "day":
        return html`<input id=${id} type="date" .value=${String(value ?? "")} @change=${(event: Event) => set(read(event) || null)} />`;
      case "source":
        return html`<select id=${id} @change=${(event: Event) => set(read(event) || null)}>
          <option value="">${this.#empty()}</option>
          ${state.notebook?.sources.map((source) => html`<option value=${source.id} ?selected=${source.id === value}>${source.name}</option>`)}
        </select>`;
      case "prose":
        return html`<textarea id=${id} class="prose-field" rows="6" .value=${String(value ?? "")} @change=${(event: Event) => set(read(event))}></textarea>`;
      case "columns":
        return this.#columns(control.is_many, value, id, set);
      case "items":
      case "features":
        return html`<input id=${id} .value=${Array.isArray(value) ? value.join(", ") : ""} placeholder=${this.#empty()}
          @change=${(event: Event) => set(listOf(read(event)))} />`;
      case "entries":
        if (field.entries.length > 0) return html`<rg-entries .field=${field} .set=${set}></rg-entries>`;
        return this.#json(value, id, set);
      case "data":
        return this.#json(value, id, set);
      default:
        return html`<input id=${id} .value=${String(value ?? "")} @change=${(event: Event) => set(read(event))} />`;
    }
  }

  /** What an empty field means: the analysis decides, or, among conditions, that there is none. */
  #empty(): string {
    return t(state.cells.get(this.cell)?.kind === "filter" ? "page-any" : "page-auto");
  }

  #json(value: unknown, id: string, set: (next: unknown) => void): TemplateResult {
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`<textarea id=${id} rows="3" spellcheck="false" .value=${value === null ? "" : JSON.stringify(value)} placeholder=${this.#empty()}
      @change=${(event: Event) => set(jsonOf(read(event), value))}></textarea>`;
  }

  /** A share moves on a slider, small values with room; its number stands beside it in percent. */
  #share(
    control: { min: number; max: number; is_log: boolean },
    value: unknown,
    id: string,
    set: (next: unknown) => void,
  ): TemplateResult {
    const share = typeof value === "number" ? value : null;
    const { min, max, is_log } = control;
    const percent = (n: number): string => String(Number((n * 100).toPrecision(3)));
    const place = (n: number): number =>
      is_log ? Math.log(Math.max(n, min) / min) / Math.log(max / min) : (n - min) / (max - min);
    const at = (place: number): number => (is_log ? min * (max / min) ** place : min + (max - min) * place);
    const moved = (event: Event): number => Number((at(Number((event.target as HTMLInputElement).value)) * 100).toPrecision(3)) / 100;
    const number = (event: Event): HTMLInputElement => (event.target as HTMLElement).parentElement?.querySelector("[type=number]") as HTMLInputElement;
    return html`<span class="share">
      <input type="range" min="0" max="1" step="0.005" tabindex="-1" aria-hidden="true" class=${share === null ? "auto" : ""}
        .value=${String(share === null ? 0.5 : place(share))}
        @input=${(event: Event) => (number(event).value = percent(moved(event)))}
        @change=${(event: Event) => set(moved(event))} />
      <input id=${id} type="number" step="any" min=${min * 100} max=${max * 100} placeholder=${this.#empty()}
        .value=${share === null ? "" : percent(share)}
        @change=${(event: Event) => {
          const next = numberOf((event.target as HTMLInputElement).value);
          set(next === null ? null : next / 100);
        }} />
      %
    </span>`;
  }

  #columns(isMany: boolean, value: unknown, id: string, set: (next: unknown) => void): TemplateResult {
    const names = [...new Set(state.notebook?.sources.flatMap((source) => [...source.columns, ...source.derived]) ?? [])];
    const chosen = Array.isArray(value) ? value : [value];
    return html`<select id=${id} ?multiple=${isMany} @change=${(event: Event) => {
      const options = [...(event.target as HTMLSelectElement).selectedOptions].map((option) => option.value).filter(Boolean);
      set(isMany ? options : (options[0] ?? null));
    }}>
      ${isMany ? nothing : html`<option value="">${this.#empty()}</option>`}
      ${names.map((name) => html`<option value=${name} ?selected=${chosen.includes(name)}>${name}</option>`)}
    </select>`;
  }

  /** Only what differs from the defaults is written into the notebook. */
  #set(name: string, next: unknown): Promise<void> {
    const params: Record<string, unknown> = {};
    for (const field of this.fields) if (!field.is_default) params[field.name] = field.shared ? { $param: field.shared } : JSON.parse(field.value);
    params[name] = next;
    return edit({ op: "params", cell: this.cell, params });
  }
}

/** The name of a shared parameter. */
function paramTitle(id: string): string {
  return state.notebook?.params.find((param) => param.id === id)?.title ?? id;
}

/** The options of a choice among groups of customers; each value is cell, label and classes as JSON. */
export function groupOptions(groupings: GroupingView[]): TemplateResult[] {
  return groupings
    .filter((grouping) => grouping.classes.length > 0)
    .map((grouping) => {
      const value = (is: string[]): string => JSON.stringify([grouping.cell, grouping.label, is]);
      const kept = grouping.classes.filter((one) => one.is_kept);
      const isOne = kept.length < 2;
      return html`<optgroup label=${grouping.title}>
        ${isOne ? nothing : html`<option value=${value(kept.map((one) => one.id))} selected>${kept.map((one) => one.label).join(t("page-between"))}</option>`}
        ${grouping.classes.map((one) => html`<option value=${value([one.id])} ?selected=${one.is_kept && isOne}>${one.label}</option>`)}
      </optgroup>`;
    });
}

/** The filter that such an option stands for; null for all customers. */
export function chosenGroup(event: Event): { cell: string; label: string; is: string[] } | null {
  const [cell, label, is] = JSON.parse((event.target as HTMLSelectElement).value) as [string, string, string[]];
  return cell ? { cell, label, is } : null;
}

function numberOf(text: string): number | null {
  return text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

function listOf(text: string): string[] {
  return text.split(/[,，、;]/).map((item) => item.trim()).filter(Boolean);
}

function jsonOf(text: string, before: unknown): unknown {
  try {
    return text.trim() === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return before;
  }
}
