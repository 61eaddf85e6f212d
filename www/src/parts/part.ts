// "Part of the file": wherever something rests on the beginning of a file only, it says so.

import { html, nothing, type TemplateResult } from "lit";
import { held } from "../files.js";
import { t, whole } from "../words.js";

/** Of one source, or of any. */
export function partOf(source?: string): TemplateResult | typeof nothing {
  const parts = source === undefined ? [...held.values()].map(({ part }) => part) : [held.get(source)?.part];
  const part = parts.find((one) => one !== undefined);
  return part ? html`<span class="chip part">${t("page-part", { n: whole(part.n), all: whole(part.all) })}</span>` : nothing;
}
