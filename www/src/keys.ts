// The keyboard map. Single letters act only outside of fields, and can be switched off.

import { chooseFiles } from "./files.js";
import { findInTable } from "./find.js";
import { rights } from "./hosts.js";
import { edit, redo, removeCell, runCell, stopAll, stopCell, undo } from "./notebook.js";
import type { Cell } from "./parts/cell.js";
import { focusCell } from "./parts/outline.js";
import { printNotebook } from "./printing.js";
import { present, presentNext, resetDemo, stopPresenting, traceNext } from "./presenter.js";
import { saveNotebook, saveReport } from "./saving.js";
import { lettersAct, setView } from "./settings.js";
import { change, state } from "./state.js";

interface Key {
  /** As `KeyboardEvent.key`, with modifiers before it. */
  key: string;
  shown: string;
  /** `page-key-<name>` in the words of the page. */
  name: string;
  act(): void;
  /** Only while a notebook is on the screen. */
  isNotebooks?: boolean;
  /** On the check screen too. */
  isChecks?: boolean;
}

export const KEYS: Key[] = [
  { key: "Ctrl+k", shown: "Ctrl K", name: "palette", act: () => change({ panel: "palette" }) },
  { key: "o", shown: "O", name: "open", act: chooseFiles },
  { key: "s", shown: "S", name: "save", act: () => void saveNotebook(), isNotebooks: true },
  { key: "e", shown: "E", name: "export", act: () => void saveReport(), isNotebooks: true },
  { key: "b", shown: "B", name: "brief", act: () => setView("brief"), isNotebooks: true },
  { key: "w", shown: "W", name: "workbench", act: () => setView("workbench"), isNotebooks: true },
  { key: "j", shown: "J", name: "next", act: () => step(1), isNotebooks: true },
  { key: "k", shown: "K", name: "previous", act: () => step(-1), isNotebooks: true },
  { key: "t", shown: "T", name: "table", act: () => onCell((id) => document.querySelector<Cell>(`rg-cell:has(#${id})`)?.toggleTables()), isNotebooks: true },
  { key: ".", shown: ".", name: "trace", act: () => onCell((id) => document.querySelector<HTMLElement>(`#${id} .number`)?.click()), isNotebooks: true },
  { key: "r", shown: "R", name: "run", act: () => onCell((id) => void runCell(id)), isNotebooks: true },
  { key: "Escape", shown: "Esc", name: "stop", act: stopFocused, isNotebooks: true },
  { key: "Shift+Escape", shown: "Shift Esc", name: "stop-all", act: stopAll, isNotebooks: true },
  { key: "Ctrl+z", shown: "Ctrl Z", name: "undo", act: () => void undo(), isNotebooks: true, isChecks: true },
  { key: "Ctrl+Shift+z", shown: "Ctrl Shift Z", name: "redo", act: () => void redo(), isNotebooks: true, isChecks: true },
  { key: "Alt+ArrowUp", shown: "Alt ↑", name: "move-up", act: () => move(-1), isNotebooks: true },
  { key: "Alt+ArrowDown", shown: "Alt ↓", name: "move-down", act: () => move(1), isNotebooks: true },
  { key: "d", shown: "D", name: "duplicate", act: () => onCell((cell) => void edit({ op: "duplicate", cell })), isNotebooks: true },
  { key: "Delete", shown: "Del", name: "delete", act: () => onCell((id) => void removeCell(id)), isNotebooks: true },
  { key: "f", shown: "F", name: "find", act: findInTable },
  { key: "p", shown: "P", name: "present", act: present, isNotebooks: true },
  { key: "Shift+P", shown: "Shift P", name: "reset-demo", act: () => void resetDemo(), isNotebooks: true },
  // The browser would print the outer page, which shows only what is in sight.
  { key: "Ctrl+p", shown: "Ctrl P", name: "print", act: () => void printNotebook() },
  { key: "?", shown: "?", name: "sheet", act: () => change({ panel: "keys" }) },
];

/** What a reader must not change by keys. */
const EDITS = new Set(["undo", "redo", "move-up", "move-down", "duplicate", "delete", "run", "reset-demo"]);

export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if (state.presenting !== null) return presenterKey(event);
    if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches(".find")) return event.target.closest<HTMLElement>(".cell, .rows")?.focus();
    const isTyping = event.composedPath().some((node) => node instanceof HTMLElement && node.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
    const isLetter = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if ((isTyping && !(event.ctrlKey || event.metaKey)) || (isLetter && !lettersAct()) || state.panel) return;
    const key = KEYS.find((one) => one.key === nameOf(event));
    const isHere = key && (!key.isNotebooks || state.screen === "results" || (key.isChecks && state.screen === "check"));
    if (!key || !isHere || (rights.isReadonly && EDITS.has(key.name))) return;
    if (isTyping && key.name !== "palette") return;
    event.preventDefault();
    key.act();
  });
}

function nameOf(event: KeyboardEvent): string {
  const isLetter = event.key.length === 1;
  const parts = [event.ctrlKey || event.metaKey ? "Ctrl+" : "", event.altKey ? "Alt+" : ""];
  // Shift is part of a character such as "?", but counts beside Ctrl and with named keys.
  if (event.shiftKey && (!isLetter || parts[0])) parts.push("Shift+");
  else if (event.shiftKey && event.key === "P") return "Shift+P";
  return parts.join("") + (isLetter ? event.key.toLowerCase() : event.key);
}

function presenterKey(event: KeyboardEvent): void {
  // Space presses the button that has the focus.
  const isOnButton = event.key === " " && event.composedPath().some((node) => node instanceof HTMLButtonElement);
  if (event.key === "Escape") return state.trace ? undefined : stopPresenting();
  else if (event.ctrlKey || event.metaKey || event.altKey || isOnButton) return;
  else if (["ArrowRight", "PageDown", " "].includes(event.key)) presentNext(1);
  else if (["ArrowLeft", "PageUp"].includes(event.key)) presentNext(-1);
  else if (!lettersAct()) return;
  else if (event.key === "j") presentNext(1);
  else if (event.key === "k") presentNext(-1);
  else if (event.key === ".") traceNext();
  else if (event.key === "P" && !rights.isReadonly) void resetDemo();
  else return;
  event.preventDefault();
}

function onCell(act: (id: string) => void): void {
  const id = state.focus ?? state.notebook?.cells[0]?.id;
  if (id) act(id);
}

function step(by: number): void {
  const cells = state.notebook?.cells ?? [];
  const at = cells.findIndex((cell) => cell.id === state.focus);
  const next = cells[Math.min(cells.length - 1, Math.max(0, at + by))];
  if (next) focusCell(next.id);
}

function move(by: number): void {
  const at = state.notebook?.cells.findIndex((cell) => cell.id === state.focus) ?? -1;
  if (at >= 0 && at + by >= 0) void edit({ op: "move", cell: state.focus, to: at + by });
}

function stopFocused(): void {
  if (state.trace) return change({ trace: null });
  const id = state.focus && state.running.has(state.focus) ? state.focus : [...state.running.keys()][0];
  if (id) void stopCell(id);
}
