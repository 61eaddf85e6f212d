// The table of contents: the names of the cells, where each stands, the bin.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CellHead } from "../../pkg/regulars.js";
import { rights } from "../hosts.js";
import { edit } from "../notebook.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-outline")
export class Outline extends View {
  protected override render(): TemplateResult {
    const notebook = state.notebook;
    return html`<nav class="outline" aria-label=${t("page-outline")}>
      <ol>
        ${notebook?.cells.map((cell) => this.#entry(cell))}
      </ol>
      ${notebook && notebook.bin.length > 0 && !rights.isReadonly
        ? html`<details class="bin">
            <summary>${t("page-bin", { n: notebook.bin.length })}</summary>
            ${notebook.bin.map(
              (cell) => html`<button class="link" @click=${() => edit({ op: "restore", cell: cell.id })}>${t("page-restore", { name: cell.name })}</button>`,
            )}
          </details>`
        : nothing}
    </nav>`;
  }

  #entry(cell: CellHead): TemplateResult {
    const isRunning = state.running.has(cell.id);
    const standing = isRunning ? "running" : state.crashed.has(cell.id) ? "failed" : cell.state;
    return html`<li>
      <a
        href="#${cell.id}"
        class=${standing}
        aria-current=${state.focus === cell.id ? "true" : nothing}
        @click=${(event: Event) => {
          event.preventDefault();
          focusCell(cell.id);
        }}
      >${cell.name}${standing === "done" ? nothing : html` <small>${t(`page-state-${standing}`)}</small>`}</a>
    </li>`;
  }
}

/** Brings a cell into view and gives it the keys. */
export function focusCell(id: string): void {
  change({ focus: id });
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}
