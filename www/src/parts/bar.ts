// The bar on top: title, language, theme, help, privacy, save, export.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { forgetAll, edit } from "../notebook.js";
import { rights } from "../hosts.js";
import { present } from "../presenter.js";
import { printNotebook } from "../printing.js";
import { saveNotebook, saveReport, saveResults } from "../saving.js";
import { isDense, setDensity, setLanguage, setTheme, themeWanted, type Theme } from "../settings.js";
import { change, state, View } from "../state.js";
import { language, t, type Language } from "../words.js";
import { icons } from "./icons.js";
import "./menu.js";
import type { MenuItem } from "./menu.js";

/** Languages name themselves. */
const NAMES: [Language, string, string][] = [
  ["zh-Hant", "繁", "繁體中文"],
  ["zh-Hans", "简", "简体中文"],
  ["en", "EN", "EN, English"],
];

@customElement("rg-bar")
export class Bar extends View {
  protected override render(): TemplateResult {
    const hasNotebook = state.screen === "results";
    return html`<header class="bar">
      ${hasNotebook ? this.#title() : html`<b class="name">${t("page-name")}</b>`}
      <span class="space"></span>
      <span class="languages" role="group" aria-label=${t("page-language")}>
        ${NAMES.map(
          ([tag, short, name]) =>
            html`<button class="plain" lang=${tag} aria-label=${name} aria-pressed=${language().startsWith(tag)} @click=${() => setLanguage(tag)}>${short}</button>`,
        )}
      </span>
      <rg-menu .label=${t("page-look")} .icon=${html`${icons.half}`} .groups=${this.#looks()}></rg-menu>
      <button class="plain" aria-label=${t("page-help")} @click=${() => change({ panel: "keys" })}>?</button>
      <button class="pill local" @click=${() => change({ panel: "privacy" })}>${icons.shield} ${t("page-local")}</button>
      ${hasNotebook
        ? html`<rg-menu .label=${t("page-save")} .groups=${this.#saves()}></rg-menu>
            <rg-menu .label=${t("page-export")} .groups=${this.#exports()}></rg-menu>`
        : nothing}
    </header>`;
  }

  #title(): TemplateResult {
    const title = state.notebook?.title || state.notebook?.sources[0]?.name || t("page-untitled");
    return html`<input
      class="name"
      aria-label=${t("page-title")}
      .value=${title}
      ?readonly=${rights.isReadonly}
      @change=${(event: Event) => edit({ op: "title", text: (event.target as HTMLInputElement).value })}
    />`;
  }

  #looks(): MenuItem[][] {
    const themes: Theme[] = ["auto", "light", "dark"];
    return [
      themes.map((theme) => ({ label: t(`page-theme-${theme}`), isOn: themeWanted() === theme, act: () => setTheme(theme) })),
      [
        { label: t("page-comfortable"), isOn: !isDense(), act: () => setDensity(false) },
        { label: t("page-compact"), isOn: isDense(), act: () => setDensity(true) },
      ],
      state.screen === "results" ? [{ label: t("page-present"), about: "P", act: () => present() }] : [],
    ];
  }

  #saves(): MenuItem[][] {
    return [
      [
        { label: t("page-save-notebook"), about: t("page-save-notebook-about"), act: () => void saveNotebook(true) },
        { label: t("page-save-bare"), about: t("page-save-bare-about"), act: () => void saveNotebook(false) },
      ],
      [{ label: t("page-remember"), about: t(`page-level-${state.level}`), act: () => change({ panel: "saved" }) }],
      [{ label: t("page-forget"), about: t("page-forget-about"), act: () => void forgetAll() }],
    ];
  }

  #exports(): MenuItem[][] {
    return [
      [
        { label: t("page-export-report"), about: t("page-export-report-about"), act: () => void saveReport() },
        { label: t("page-export-print"), about: t("page-export-print-about"), act: () => void printNotebook() },
        { label: t("page-client"), about: state.client.name || t("page-client-about"), act: () => change({ panel: "client" }) },
        { label: t("page-export-results"), about: t("page-export-results-about"), act: () => void saveResults() },
      ],
    ];
  }
}
