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
  /** The cell that is read: the one across the upper third of the window. */
  #spy = new IntersectionObserver(
    (entries) => {
      this.#seen = entries.find((entry) => entry.isIntersecting)?.target.id ?? this.#seen;
      this.#follow();
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  #seen = "";
  #watched = "";

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("scrollend", this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("scrollend", this.#follow);
    this.#spy.disconnect();
  }

  /** A cell that holds the focus stays the one that keys act on; else the one in sight is. */
  #follow = (): void => {
    const isHeld = document.activeElement?.closest(".cell") !== null && document.activeElement !== document.body;
    if (this.#seen && this.#seen !== state.focus && !isHeld && state.trace === null) change({ focus: this.#seen });
  };

  protected override updated(): void {
    const ids = state.notebook?.cells.map((cell) => cell.id) ?? [];
    const sections = ids.map((id) => document.getElementById(id)).filter((section) => section !== null);
    const key = sections.map((section) => section.id).join(" ");
    if (key === this.#watched) return;
    this.#watched = key;
    this.#spy.disconnect();
    for (const section of sections) this.#spy.observe(section);
  }

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

/** The cell again, once the notebook stands where a slide stood. */
export function focusCellLater(id: string): void {
  const turns = new MutationObserver(() => there());
  const there = (): void => {
    if (!document.querySelector(`.notebook #${id}`)) return;
    turns.disconnect();
    focusCell(id);
  };
  turns.observe(document.body, { childList: true, subtree: true });
}

/** Brings a cell into view and gives it the keys. */
export function focusCell(id: string): void {
  change({ focus: id });
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}
