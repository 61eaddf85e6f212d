// S7: what this page can and cannot promise, with a test that anybody can run.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { isSite, shell } from "../link.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";
import { dialog, show } from "./dialog.js";
import { icons } from "./icons.js";

@customElement("rg-privacy")
export class Privacy extends View {
  @own() private attempt: { isBlocked: boolean; rule: string } | null = null;
  @own() private requests: string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void shell.requests().then((requests) => (this.requests = requests));
  }

  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult {
    const body = html`
      <ul class="facts">
        <li>
          ${icons.check} ${t("page-privacy-refuses")}
          <button class="pill" @click=${this.#try}>${t("page-privacy-try")}</button>
          ${this.attempt
            ? html`<p class=${this.attempt.isBlocked ? "good" : "bad"} role="status">
                ${this.attempt.isBlocked ? t("page-privacy-blocked", { rule: this.attempt.rule }) : t("page-privacy-not-blocked")}
              </p>`
            : nothing}
        </li>
        <li>
          ${icons.check} ${isSite ? t("page-privacy-site", { n: this.requests.length }) : t("page-privacy-file", { n: this.requests.length })}
          ${this.requests.length > 0 ? html`<details><summary>${t("page-details")}</summary><pre>${this.requests.join("\n")}</pre></details>` : nothing}
        </li>
        <li>${icons.check} ${t("page-privacy-offline")}</li>
        <li>
          ${icons.file} ${t(`page-privacy-${state.level}`)}
          <button class="pill" @click=${() => change({ panel: "saved" })}>${t("page-remember")}</button>
        </li>
        <li>${icons.warn} ${t("page-privacy-cannot")}</li>
        <li>${icons.warn} ${t("page-privacy-script")}</li>
        <li>${icons.file} ${t("page-privacy-blob")}</li>
      </ul>
      <p class="quiet">${t("page-privacy-sum")}</p>
    `;
    return dialog(t("page-local"), body);
  }

  /** A real attempt to send something, and what the browser says to it. */
  async #try(): Promise<void> {
    let rule = "";
    const listen = (event: SecurityPolicyViolationEvent): void => void (rule = event.effectiveDirective);
    document.addEventListener("securitypolicyviolation", listen);
    const isBlocked = await fetch("https://example.com/?regulars-test").then(
      () => false,
      () => true,
    );
    // The event comes a moment after the refusal.
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.removeEventListener("securitypolicyviolation", listen);
    this.attempt = { isBlocked: isBlocked && rule !== "", rule: `${rule} 'none'` };
  }
}
