// The frame of everything: bar, screen, drawer, status; and the whole window as a place to drop files.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { openFiles } from "../files.js";
import { mayOpen } from "../hosts.js";
import { state, View } from "../state.js";
import { t } from "../words.js";
import "./ask.js";
import "./bar.js";
import "./check.js";
import "./client.js";
import "./keysheet.js";
import "./palette.js";
import "./privacy.js";
import "./reading.js";
import "./results.js";
import "./saved.js";
import "./start.js";
import "./status.js";
import "./toast.js";
import "./trouble.js";

@customElement("rg-app")
export class App extends View {
  /** What is being dragged over the window, in words. */
  @own() private dragged: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("dragenter", this.#drag);
    addEventListener("dragover", this.#drag);
    addEventListener("dragleave", this.#leave);
    addEventListener("drop", this.#drop);
    addEventListener("paste", this.#paste);
    addEventListener("beforeunload", this.#warn);
  }

  protected override render(): TemplateResult {
    const isBare = state.presenting !== null || state.solo !== null;
    return html`
      ${isBare ? nothing : html`<a class="skip" href="#main" @click=${this.#skip}>${t("page-skip")}</a><rg-bar></rg-bar>`}
      <rg-trouble></rg-trouble>
      ${this.#screen()} ${isBare ? nothing : html`<rg-status></rg-status>`}
      <rg-toast></rg-toast>
      ${this.#panel()}
      ${this.dragged === null ? nothing : html`<div class="dropping" aria-hidden="true"><b>${this.dragged}</b></div>`}
      <input class="unseen" id="file" type="file" multiple tabindex="-1" aria-hidden="true" aria-label=${t("page-choose")} @change=${this.#chosen} />
      <div id="live" class="unseen" role="status" aria-live="polite"></div>
    `;
  }

  #screen(): TemplateResult {
    if (state.screen === "start") return html`<rg-start></rg-start>`;
    if (state.screen === "reading") return html`<rg-reading></rg-reading>`;
    if (state.screen === "check") return html`<rg-check></rg-check>`;
    return html`<rg-results></rg-results>`;
  }

  #panel(): TemplateResult | typeof nothing {
    if (state.panel === "palette") return html`<rg-palette></rg-palette>`;
    if (state.panel === "privacy") return html`<rg-privacy></rg-privacy>`;
    if (state.panel === "keys") return html`<rg-keysheet></rg-keysheet>`;
    if (state.panel === "client") return html`<rg-client></rg-client>`;
    if (state.panel === "ask") return html`<rg-ask></rg-ask>`;
    return state.panel === "saved" ? html`<rg-saved></rg-saved>` : nothing;
  }

  /** What the file dialog gave, wherever it was opened from. */
  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) void openFiles(files);
  }

  #drag = (event: DragEvent): void => {
    if (!mayOpen() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const n = [...event.dataTransfer.items].filter((item) => item.kind === "file").length;
    this.dragged = t("page-drop-now", { n: Math.max(1, n) });
  };

  #leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.dragged = null;
  };

  #drop = (event: DragEvent): void => {
    this.dragged = null;
    if (!mayOpen() || !event.dataTransfer) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length > 0) void openFiles(files);
  };

  /** A table copied from a spreadsheet. */
  #paste = (event: ClipboardEvent): void => {
    const isTyping = event.composedPath().some((node) => node instanceof HTMLElement && node.matches("input, textarea, select"));
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (isTyping || !mayOpen() || !text.includes("\n") || !/[\t,;]/.test(text)) return;
    void openFiles([new File([text], t("page-pasted-name"), { type: "text/plain" })]);
  };

  #warn = (event: BeforeUnloadEvent): void => {
    if (state.isDirty) event.preventDefault();
  };

  #skip = (event: Event): void => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
}
