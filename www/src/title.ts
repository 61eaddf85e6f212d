// The window's title: the notebook's, and a tick when the work was done while the reader looked elsewhere.

import { shell } from "./link.js";
import { onChange, state } from "./state.js";
import { t } from "./words.js";

let shown = "";
let wasRunning = false;
let isTicked = false;

function title(): string {
  const name = state.notebook?.title || state.notebook?.sources[0]?.name;
  return name ? `${name} · ${t("page-name")}` : t("page-name");
}

export function watchTitle(): void {
  const look = (): void => {
    const isRunning = state.running.size > 0;
    if (wasRunning && !isRunning && document.hidden && state.notebook?.due.length === 0) isTicked = true;
    if (!document.hidden) isTicked = false;
    wasRunning = isRunning;
    const text = `${isTicked ? "✓ " : ""}${title()}`;
    if (text === shown) return;
    shown = text;
    void shell.title(text);
  };
  onChange(look);
  document.addEventListener("visibilitychange", look);
}
