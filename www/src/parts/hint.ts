// One line for those who see a screen for the first time; dismissed for good.

import { html, nothing, type TemplateResult } from "lit";
import { rights } from "../hosts.js";
import { dismissHint, isHintSeen } from "../settings.js";
import { t } from "../words.js";

export function hint(screen: "check" | "results"): TemplateResult | typeof nothing {
  if (isHintSeen(screen) || rights.isReadonly) return nothing;
  return html`<p class="hint quiet">${t(`page-hint-${screen}`)} <button class="link" @click=${() => dismissHint(screen)}>${t("page-hint-off")}</button></p>`;
}
