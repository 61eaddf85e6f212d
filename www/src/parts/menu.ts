// A button that opens a short list of actions. Arrow keys move, Escape closes, focus comes back.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { icons } from "./icons.js";

export interface MenuItem {
  label: string;
  act?: () => void;
  /** Ticked or not; undefined for plain actions. */
  isOn?: boolean;
  /** A line under the label. */
  about?: string;
  isDisabled?: boolean;
}

@customElement("rg-menu")
export class Menu extends LitElement {
  @property() label = "";
  /** Shown instead of the label, which then is read out only. */
  @property({ attribute: false }) icon: TemplateResult | null = null;
  /** Groups are parted by a rule. */
  @property({ attribute: false }) groups: MenuItem[][] = [];
  @state() private isOpen = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("pointerdown", this.#away);
  }

  protected override render(): unknown {
    return html`<button
        class=${this.icon ? "plain" : "pill"}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        aria-label=${this.icon ? this.label : nothing}
        @click=${() => this.#toggle(!this.isOpen)}
        @keydown=${(event: KeyboardEvent) => event.key === "ArrowDown" && this.#toggle(true)}
      >
        ${this.icon ?? html`${this.label} ${icons.down}`}
      </button>
      ${this.isOpen ? this.#list() : nothing}`;
  }

  #list(): TemplateResult {
    return html`<div class="menu" role="menu" aria-label=${this.label} @keydown=${this.#keys}>
      ${this.groups
        .filter((group) => group.length > 0)
        .map((group) => html`<div role="group">${group.map((item) => this.#item(item))}</div>`)}
    </div>`;
  }

  #item(item: MenuItem): TemplateResult {
    const isChoice = item.isOn !== undefined;
    return html`<button
      role=${isChoice ? "menuitemradio" : "menuitem"}
      aria-checked=${isChoice ? String(item.isOn) : nothing}
      tabindex="-1"
      ?disabled=${item.isDisabled ?? false}
      @click=${() => {
        this.#toggle(false);
        item.act?.();
      }}
    >
      <span class="tick">${item.isOn ? icons.check : nothing}</span>
      <span>${item.label}${item.about ? html`<small>${item.about}</small>` : nothing}</span>
    </button>`;
  }

  async #toggle(isOpen: boolean): Promise<void> {
    this.isOpen = isOpen;
    await this.updateComplete;
    if (isOpen) {
      addEventListener("pointerdown", this.#away);
      this.#items()[0]?.focus();
    } else {
      removeEventListener("pointerdown", this.#away);
      this.querySelector<HTMLElement>("button")?.focus();
    }
  }

  #away = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([disabled])')];
  }

  #keys(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") void this.#toggle(false);
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  }
}
