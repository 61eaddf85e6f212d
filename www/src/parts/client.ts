// For whom the report is made: a name and a sign on its front page. They stay in this window's memory and are no part of
// the notebook.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";
import { dialog, show } from "./dialog.js";

/** Pixels of the longer side. */
const MOST = 600;

@customElement("rg-client")
export class ClientPanel extends View {
  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult {
    const { name, logo } = state.client;
    const body = html`<p class="quiet">${t("page-client-about")}</p>
      <p><label>${t("page-client-name")} <input .value=${name} @change=${(event: Event) => set({ name: (event.target as HTMLInputElement).value.trim() })} /></label></p>
      <p><label class="main">${t("page-client-choose")}<input class="unseen" type="file" accept="image/*" @change=${this.#chosen} /></label></p>
      ${logo
        ? html`<p><img class="logo" alt=${t("page-client-logo")} src=${logo} /> <button class="pill" @click=${() => set({ logo: "" })}>${t("page-client-no-logo")}</button></p>`
        : nothing}`;
    return dialog(t("page-client"), body);
  }

  async #chosen(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    try {
      set({ logo: await picture(file) });
    } catch {
      change({ toast: { text: t("page-client-no-picture") } });
    }
  }
}

function set(part: Partial<typeof state.client>): void {
  change({ client: { ...state.client, ...part } });
}

/** Drawn anew as a small PNG: whatever else the file held stays behind. */
async function picture(file: File): Promise<string> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  const scale = Math.min(1, MOST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
