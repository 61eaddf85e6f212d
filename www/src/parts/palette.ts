// The command palette: everything that can be done, found by typing.

import { html, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { commands, lineCommand, type Command } from "../commands.js";
import { pinyinInitials } from "../pinyin.js";
import { change, View } from "../state.js";
import { t } from "../words.js";
import { dialog, show } from "./dialog.js";

const N_SHOWN = 12;

@customElement("rg-palette")
export class Palette extends View {
  @own() private typed = "";
  @own() private at = 0;
  @own() private all: Command[] = [];
  #pinyin = new Map<string, string>();
  #loading: Promise<Command[]> = Promise.resolve([]);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#loading = commands();
    void this.#loading.then((all) => (this.all = all));
  }

  protected override firstUpdated(): void {
    show(this);
    this.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    const found = this.#found();
    const body = html`
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant="command-${this.at}"
        aria-label=${t("page-palette")}
        placeholder=${t("page-palette-hint")}
        .value=${this.typed}
        @input=${(event: Event) => {
          this.typed = (event.target as HTMLInputElement).value;
          this.at = 0;
        }}
        @keydown=${(event: KeyboardEvent) => this.#keys(event, found)}
      />
      <ul id="commands" role="listbox" aria-label=${t("page-palette")}>
        ${found.map(
          (command, at) => html`<li id="command-${at}" role="option" aria-selected=${at === this.at} @click=${() => this.#act(command)}>
            <span>${command.label}</span> <kbd>${command.key ?? ""}</kbd>
          </li>`,
        )}
      </ul>
      ${found.length === 0 ? html`<p class="quiet">${t("page-palette-none")}</p>` : ""}
    `;
    return dialog(t("page-palette"), body, "palette");
  }

  #found(): Command[] {
    const scored = this.all.map((command) => ({ command, score: match(this.typed, `${command.label} ${this.#initials(command.label)} ${command.also ?? ""}`) }));
    const fits = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
    const [line, others] = [lineCommand(this.typed), fits.map(({ command }) => command).slice(0, N_SHOWN - 1)];
    // A bare number is a line of the file; behind a word it may be part of what is looked for.
    return /^[\d,\s]+$/.test(this.typed) ? [...line, ...others] : [...others, ...line];
  }

  #initials(label: string): string {
    const known = this.#pinyin.get(label) ?? pinyinInitials(label);
    this.#pinyin.set(label, known);
    return known;
  }

  #keys(event: KeyboardEvent, found: Command[]): void {
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1 }[event.key];
    if (to !== undefined && found.length > 0) this.at = (to + found.length) % found.length;
    else if (event.key === "Enter") void this.#enter();
    else return;
    event.preventDefault();
  }

  /** Who types faster than the list arrives still gets the command. */
  async #enter(): Promise<void> {
    this.all = await this.#loading;
    this.#act(this.#found()[this.at]);
  }

  #act(command: Command | undefined): void {
    if (!command) return;
    change({ panel: null });
    // Nothing behind the palette takes the focus before it is gone.
    setTimeout(() => command.act());
  }
}

/** Letters of the query in order; whole words and beginnings count more. 0 is no match. */
function match(query: string, text: string): number {
  const [wanted, within] = [query.trim().toLowerCase(), text.toLowerCase()];
  if (wanted === "") return 1;
  const place = within.indexOf(wanted);
  if (place >= 0) return 100 - Math.min(50, place);
  let from = 0;
  for (const letter of wanted) {
    const found = within.indexOf(letter, from);
    if (found < 0) return 0;
    from = found + 1;
  }
  return 10;
}
