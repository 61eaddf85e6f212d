// Key F: into the search field of a table. The focused cell's own table comes first; else the rows of the file.

import { state } from "./state.js";
import type { Cell } from "./parts/cell.js";
import { N_SHORT } from "./parts/window.js";

export function findInTable(): void {
  const cell = state.screen === "results" && state.focus ? document.getElementById(state.focus) : null;
  if (cell && state.cells.get(cell.id)?.tables.some(({ n_rows }) => n_rows > N_SHORT)) {
    const isOpen = cell.querySelector("rg-table") !== null;
    if (!isOpen) document.querySelector<Cell>(`rg-cell:has(#${cell.id})`)?.toggleTables();
    return focusIn(cell);
  }
  const rows = document.querySelector<HTMLDetailsElement>(".rows");
  if (!rows) return;
  rows.open = true;
  rows.scrollIntoView({ block: "start" });
  focusIn(rows);
}

/** The search field of this part, as soon as it is drawn. */
function focusIn(part: HTMLElement): void {
  const focus = (): boolean => {
    const field = part.querySelector<HTMLElement>(".find");
    field?.focus();
    return field !== null;
  };
  if (focus()) return;
  const observer = new MutationObserver(() => focus() && observer.disconnect());
  observer.observe(part, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 3000);
}
