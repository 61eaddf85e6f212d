// S1: a file is being read. First rows at once, a true progress bar, and a Stop that keeps what was read.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { change, state, View, type ReadingState } from "../state.js";
import { chooseAfterStop, readOtherwise, stopReading } from "../stream.js";
import { chooseFiles } from "../files.js";
import { allRows } from "../part.js";
import { bytes, t, whole } from "../words.js";
import { announce } from "./live.js";
import "./large.js";

/** As people write them. */
const ENCODING_NAMES: Record<string, string> = { "utf-8": "UTF-8", big5: "Big5", gb18030: "GB18030", "windows-1252": "Windows-1252", "utf-16le": "UTF-16", shift_jis: "Shift_JIS", "euc-kr": "EUC-KR" };
export const ENCODINGS = ["utf-8", "big5", "gb18030", "windows-1252", "utf-16le", "shift_jis", "euc-kr"];
export const DELIMITERS = [",", ";", "\t", "|"];

@customElement("rg-reading")
export class Reading extends View {
  #announced = -1;

  protected override render(): TemplateResult {
    const failed = state.readings.find((reading) => reading.error);
    return html`<main id="main" tabindex="-1" class="column">
      <h1 class="unseen">${failed ? t("page-cannot-read", { name: failed.name }) : t("page-reading")}</h1>
      ${state.readings.map((reading) => this.#reading(reading))}
    </main>`;
  }

  protected override updated(): void {
    const reading = state.readings.at(-1);
    if (!reading || reading.error) return;
    const quarter = Math.floor((4 * reading.nDone) / Math.max(1, reading.nBytes));
    if (quarter !== this.#announced) announce(t("page-read-share", { share: quarter * 25 }));
    this.#announced = quarter;
  }

  #reading(reading: ReadingState): TemplateResult {
    const share = reading.nBytes > 0 ? reading.nDone / reading.nBytes : 1;
    const rows = reading.preview?.n_rows ?? 0;
    const seconds = (performance.now() - reading.since) / 1000;
    const left = share > 0.05 && seconds > 1 ? (seconds / share) * (1 - share) : null;
    return html`<section class="reading" aria-label=${reading.name}>
      <p class="quiet file">
        <b>${reading.name}</b> ${bytes(reading.nBytes)}
        ${reading.phase === "reading" ? html`<button class="pill" @click=${stopReading}>${t("page-stop")}</button>` : nothing}
      </p>
      ${reading.error ? this.#failed(reading) : nothing}
      ${reading.error
        ? nothing
        : html`<progress max="1" .value=${share} aria-label=${t("page-reading")} aria-valuetext=${t("page-read-share", { share: Math.round(share * 100) })}></progress>
            <p class="quiet">
              ${Math.round(share * 100)}% · ${t("page-rows", { n: whole(rows), "n-count": rows })} · ${seconds.toFixed(1)} s
              ${left !== null && left > 0.3 ? html` · ${t("page-left", { s: left.toFixed(1) })}` : nothing}
            </p>`}
      ${reading.phase === "stopped" ? this.#stopped(reading, rows) : nothing}
      ${reading.preview && !reading.error ? this.#rows(reading) : nothing}
    </section>`;
  }

  #rows({ preview }: ReadingState): TemplateResult | typeof nothing {
    if (!preview) return nothing;
    const picked = (event: Event): string => (event.target as HTMLSelectElement).value;
    return html`<p class="read-as quiet">
        ${t("page-read-as")}
        ${choices(t("page-encoding"), ENCODINGS, preview.encoding, encodingName, (event) => readOtherwise({ encoding: picked(event) }))}
        ${choices(t("page-delimiter"), DELIMITERS, preview.delimiter, delimiterName, (event) => readOtherwise({ delimiter: picked(event) }))}
      </p>
      <div class="sheet" tabindex="0" role="region" aria-label=${t("page-first-rows")}>
        <table>
          <thead><tr>${preview.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${preview.first_rows.slice(0, 50).map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
        </table>
      </div>`;
  }

  #stopped(reading: ReadingState, rows: number): TemplateResult {
    if (reading.why) return html`<rg-large .reading=${reading}></rg-large>`;
    return html`<div class="note" role="alert">
      <p>${t("page-stopped-at", { n: whole(rows), all: whole(Math.max(rows, allRows(reading))) })}</p>
      <p class="actions">
        <button class="main" @click=${() => chooseAfterStop("use")}>${t("page-use-rows")}</button>
        <button class="pill" @click=${() => chooseAfterStop("continue")}>${t("page-continue")}</button>
        <button class="pill" @click=${() => chooseAfterStop("forget")}>${t("page-forget-file", { name: reading.name })}</button>
      </p>
    </div>`;
  }

  #failed(reading: ReadingState): TemplateResult {
    return html`<div class="note bad" role="alert">
      <p><b>${t("page-cannot-read", { name: reading.name })}</b></p>
      <p>${reading.error?.text}</p>
      ${reading.error?.hint ? html`<p>${reading.error.hint}</p>` : nothing}
      <p class="actions"><button class="main" @click=${chooseOther}>${t("page-choose-another")}</button></p>
    </div>`;
  }
}

/** Back to where the file was asked for, and the question anew. */
function chooseOther(): void {
  change({ screen: state.notebook?.cells.length ? "results" : "start", readings: [] });
  chooseFiles();
}

/** What was found, and what it may be instead. */
export function choices(label: string, all: string[], present: string, name: (one: string) => string, choose: (event: Event) => void, isFixed = false): TemplateResult {
  const list = all.includes(present) ? all : [present, ...all];
  return html`<select aria-label=${label} ?disabled=${isFixed} @change=${choose}>
    ${list.map((one) => html`<option value=${one} ?selected=${one === present}>${name(one)}</option>`)}
  </select>`;
}

export function encodingName(encoding: string): string {
  return ENCODING_NAMES[encoding] ?? encoding;
}

/** Delimiters have names; only rare ones are shown as they are. */
export function delimiterName(delimiter: string): string {
  const key = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" }[delimiter];
  return key ? t(`page-delimiter-${key}`) : delimiter || "–";
}
