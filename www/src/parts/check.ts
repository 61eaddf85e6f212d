// S2: what is what, what the columns hold, what is left out, and the total to compare. One button.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import type { LeftOutRow, Passport, Value } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { chooseFiles, compareTotal, held, readAgain, showCheck } from "../files.js";
import { edit, runDue } from "../notebook.js";
import { value, words } from "../said.js";
import { download } from "../saving.js";
import { change, state, View } from "../state.js";
import { bytes, t, whole } from "../words.js";
import { hint } from "./hint.js";
import { icons } from "./icons.js";
import { partOf } from "./part.js";
import { choices, DELIMITERS, delimiterName, encodingName, ENCODINGS } from "./reading.js";
import "./columns.js";
import "./encodings.js";
import "./relations.js";
import "./rows.js";
import type { Rows } from "./rows.js";

/** Money to the cent: a total that is compared must not be rounded. Where there are no cents, none are written. */
function exact(some: Value): string {
  if (some.type !== "money") return value(some);
  const [amount] = some.value;
  return value({ type: "number", value: [amount, Number.isInteger(amount) ? 0 : 2] });
}

@customElement("rg-check")
export class Check extends View {
  /** What the last choice changed, in words; it holds for the look at the source that followed. */
  @own() private told: { passport: Passport; text: string } | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { checked } = state;
    if (!checked) return nothing;
    const { passport, source } = checked;
    return html`<main id="main" tabindex="-1" class="column check">
      <rg-files></rg-files>
      <h1>${passport.file}</h1>
      ${hint("check")} ${partOf(source)}
      ${this.#readAs(source, passport)}
      ${passport.grain ? html`<p class="quiet">${words(passport.grain)}</p>` : nothing}
      ${this.#questions(source, passport)} ${this.#roles(source, passport)} ${this.#total(source, passport)} ${this.#leftOut(source, passport)}
      <p class="actions go">
        <button class="main" id="analyse" @click=${this.#go}>${passport.action ? words(passport.action) : t("page-go")}</button>
        ${passport.columns.length > 0 ? html`<button class="pill" @click=${this.#skip}>${t("page-skip-table")}</button>` : nothing}
        <button class="pill" @click=${chooseFiles}>${t("page-other-file")}</button>
      </p>
      ${this.#abilities(passport)}
      <rg-columns .source=${source} .passport=${passport}></rg-columns>
      <rg-rows .source=${source} .passport=${passport}></rg-rows>
    </main>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("#analyse")?.focus({ preventScroll: true });
  }

  /** Encoding, delimiter, header: changed here, read again at once. */
  #readAs(source: string, passport: Passport): TemplateResult {
    const again = (options: object) => void readAgain(source, options);
    const picked = (event: Event): string => (event.target as HTMLSelectElement).value;
    const isHeld = held.has(source);
    return html`<p class="read-as quiet">
      ${whole(passport.n_rows)} ${t("page-of-rows")}${passport.n_bytes > 0 ? ` · ${bytes(passport.n_bytes)}` : ""} · ${t("page-read-as")}
      ${passport.parts.length > 1 ? choices(t("page-sheet"), passport.parts, passport.part ?? "", (name) => name, (event) => again({ part: picked(event) }), !isHeld) : nothing}
      ${choices(t("page-encoding"), ENCODINGS, passport.encoding, encodingName, (event) => again({ encoding: picked(event) }), !isHeld)}
      ${choices(t("page-delimiter"), DELIMITERS, passport.delimiter, delimiterName, (event) => again({ delimiter: picked(event) }), !isHeld)}
      <label>${t("page-header-line")}
        <input type="number" min="0" max="200" .value=${String(passport.header_line ?? 0)} ?disabled=${!isHeld}
          @change=${(event: Event) => again({ header_row_index: Number(picked(event)) - 1 })} />
      </label>
    </p>
    ${held.has(source)
      ? html`<rg-encodings .file=${held.get(source)?.file} .present=${passport.encoding} .choose=${(encoding: string) => again({ encoding })}></rg-encodings>`
      : nothing}`;
  }

  /** What only the reader can decide. */
  #questions(source: string, passport: Passport): TemplateResult | typeof nothing {
    if (passport.questions.length === 0) return nothing;
    return html`<div class="note">
      ${passport.questions.map(
        (question) => html`<p><b>${t("page-which-is", { role: words(question.label) })}</b> ${words(question.effect)}</p>
          <p class="actions">
            ${question.options.map(
              (option) => html`<button class="pill" @click=${() => assign(source, question.role, option.column)}>${option.column} <small>${option.samples.join(", ")}</small></button>`,
            )}
          </p>`,
      )}
    </div>`;
  }

  #roles(source: string, passport: Passport): TemplateResult {
    const names = passport.columns.map((column) => column.name);
    return html`<h2>${t("page-what-is-what")}</h2>
      <table>
        <thead><tr><th scope="col">${t("page-role")}</th><th scope="col">${t("page-we-think")}</th><th scope="col">${t("page-why")}</th></tr></thead>
        <tbody>
          ${passport.roles.map(
            (row) => html`<tr class=${row.state === "sure" ? "" : "doubt"}>
              <td>${words(row.label)}</td>
              <td>
                <select aria-label=${words(row.label)} @change=${(event: Event) => assign(source, row.role, (event.target as HTMLSelectElement).value)}>
                  <option value="" ?selected=${!row.column}>${t("page-no-column")}</option>
                  ${names.map((name) => html`<option value=${name} ?selected=${name === row.column}>${name}</option>`)}
                </select>
              </td>
              <td class="quiet">${row.why.map(words).join(" · ")}${row.samples.length > 0 ? html`<br /><small>${row.samples.join(" · ")}</small>` : nothing}</td>
            </tr>`,
          )}
        </tbody>
      </table>`;
  }

  #leftOut(source: string, passport: Passport): TemplateResult | typeof nothing {
    const hasDays = passport.facts.some((fact) => fact.label.key === "fact-first-day");
    if (passport.left_out.length + passport.set_aside.length + passport.notes.length === 0 && !hasDays) return nothing;
    return html`<h2>${t("page-left-out")}</h2>
      ${passport.left_out.length > 0
        ? html`<table class="left-out">
            <thead><tr><th scope="col">${t("page-found")}</th><th scope="col" class="right">${t("page-share")}</th><th scope="col" class="right">${t("page-amount")}</th><th scope="col">${t("page-we-will")}</th></tr></thead>
            <tbody>
              ${passport.left_out.map(
                (row) => html`<tr>
                  <td>${words(row.what)}</td>
                  <td class="right">${(row.share * 100).toFixed(1)}%</td>
                  <td class="right">${row.amount ? exact(row.amount) : nothing}</td>
                  <td>${this.#treatment(source, row)}</td>
                </tr>`,
              )}
            </tbody>
          </table>`
        : nothing}
      ${hasDays ? this.#days(source, passport) : nothing}
      ${this.told?.passport === passport ? html`<p class="told" role="status">${this.told.text}</p>` : nothing}
      ${passport.set_aside.map(
        (row) => html`<p class="quiet">${icons.warn} ${t("page-set-aside", { what: words(row.label), n: whole(row.n), line: whole(row.first_line) })} <code>${row.sample}</code></p>`,
      )}
      ${passport.set_aside.length > 0
        ? html`<p><button class="link" @click=${async () => download("set-aside.csv", await engine.setAsideCsv(source), "text/csv")}>${t("page-set-aside-csv")}</button></p>`
        : nothing}
      ${passport.notes.map((note) => html`<p class="quiet">${words(note)}</p>`)}`;
  }

  /** What is done with the rows, to be changed where something else makes sense. */
  #treatment(source: string, row: LeftOutRow): TemplateResult | string {
    const { choice } = row;
    if (!choice) return words(row.treatment);
    return html`<select aria-label=${t("page-do-with", { what: words(row.what) })} @change=${(event: Event) => this.#choose(source, choice.rule, (event.target as HTMLSelectElement).value)}>
      ${choice.values.map((one) => html`<option value=${one.value} ?selected=${one.value === choice.chosen}>${words(one.label)}</option>`)}
    </select>`;
  }

  /** Only these days. */
  #days(source: string, passport: Passport): TemplateResult {
    const field = (rule: "from" | "to"): TemplateResult => html`<label>${t(`page-days-${rule}`)}
      <input type="date" .value=${passport[rule] ?? ""} @change=${(event: Event) => this.#choose(source, rule, (event.target as HTMLInputElement).value)} /></label>`;
    return html`<p class="days">${field("from")} ${field("to")} <small class="quiet">${passport.from || passport.to ? nothing : t("page-days-all")}</small></p>`;
  }

  /** Changes a rule, compares the totals again, and tells what it did to the figures. */
  async #choose(source: string, rule: string, chosen: string): Promise<void> {
    const before = state.checked?.passport;
    await edit({ op: "rule", source, rule, value: chosen || null }, false);
    await showCheck(source);
    const now = state.checked?.passport;
    if (!before || !now) return;
    this.told = { passport: now, text: changed(before, now) };
  }

  /** Tie out: the reader's own total against the file's. */
  #total(source: string, passport: Passport): TemplateResult | typeof nothing {
    const { total } = passport;
    if (!total) return nothing;
    const tie = state.ties.get(source);
    return html`<div class="tie">
      <span>${t("page-total")} <b>${exact(total.amount)}</b> <span class="quiet">${words(total.formula)}${total.left_out ? ` · ${t("page-total-without", { amount: exact(total.left_out) })}` : ""}</span></span>
      ${this.#used(passport, exact(total.amount))}
      <label>${t("page-own-total")} <input inputmode="decimal" .value=${tie?.own ?? ""} @change=${(event: Event) => this.#compare(source, (event.target as HTMLInputElement).value)} /></label>
      ${tie?.text ? html`<p class=${tie.isGood ? "good" : ""} role="status">${tie.isGood ? icons.check : icons.warn} ${tie.text}</p>` : nothing}
    </div>`;
  }

  /** The analyses may count less than the file holds, such as no cancelled orders; both are said. */
  #used(passport: Passport, whole: string): TemplateResult | typeof nothing {
    const net = passport.facts.find((fact) => fact.label.key === "fact-net");
    if (!net || exact(net.value) === whole) return nothing;
    return html`<span class="quiet used">${t("page-total-used", { what: words(net.label), amount: exact(net.value) })}</span>`;
  }

  #abilities(passport: Passport): TemplateResult | typeof nothing {
    const lacking = passport.abilities.filter((ability) => !ability.is_possible);
    if (lacking.length === 0) return nothing;
    return html`<ul class="cautions">
      ${lacking.map((ability) => html`<li>${words(ability.what)}: ${ability.why ? words(ability.why) : t("page-not-possible")}</li>`)}
    </ul>`;
  }

  async #compare(source: string, typed: string): Promise<void> {
    const own = typed.trim();
    if (own === "") state.ties.delete(source);
    try {
      if (own !== "") await compareTotal(source, own);
    } catch {
      state.ties.set(source, { own, text: t("page-total-unreadable"), isGood: false });
      return change();
    }
    await edit({ op: "own_total", source, total: own || null }, false);
  }

  #go(): void {
    change({ screen: "results" });
    void runDue();
  }

  /** The rows, without any analysis. */
  #skip(): void {
    void this.querySelector<Rows>("rg-rows")?.showLine(1);
  }
}

/** What differs between two looks at a source: the total, customers, orders, sales. */
function changed(before: Passport, now: Passport): string {
  const figures = ({ total, facts }: Passport): Map<string, string> =>
    new Map([...(total ? [[t("page-total").replace(/[:：]$/, ""), exact(total.amount)] as const] : []), ...facts.map((fact) => [words(fact.label), exact(fact.value)] as const)]);
  const old = figures(before);
  const moved = [...figures(now)].filter(([label, figure]) => old.get(label) !== figure);
  if (moved.length === 0) return t("page-rule-same");
  return t("page-rule-changed", { what: moved.map(([label, figure]) => `${label} ${old.get(label) ?? "–"} → ${figure}`).join(" · ") });
}

/** Gives a role to a column ("" takes it away) and looks at the source again. */
export async function assign(source: string, role: string, column: string): Promise<void> {
  const mapping = JSON.parse(await engine.mapping(source)) as { roles: { role: string; column: string; confidence: number }[]; questions: { role: string }[] };
  mapping.roles = mapping.roles.filter((choice) => choice.role !== role && choice.column !== column);
  mapping.questions = mapping.questions.filter((question) => question.role !== role);
  if (column) mapping.roles.push({ role, column, confidence: 1 });
  await edit({ op: "mapping", source, mapping });
  await showCheck(source);
}
