// Everything that can be done from the command palette.

import { engine, isReady } from "./engine.js";
import { chooseFiles, showCheck } from "./files.js";
import { mayOpen } from "./hosts.js";
import { edit, forgetAll, redo, runDue, undo } from "./notebook.js";
import { focusCell } from "./parts/outline.js";
import type { Rows } from "./parts/rows.js";
import { isDemo, present, resetDemo } from "./presenter.js";
import { printNotebook } from "./printing.js";
import { saveNotebook, saveReport, saveResults } from "./saving.js";
import { setDensity, isDense, setLanguage, setTheme, setView } from "./settings.js";
import { change, state } from "./state.js";
import { t, whole, type Language } from "./words.js";

export interface Command {
  label: string;
  key?: string;
  /** Found by these letters too: the English name. Pinyin initials are made by the palette. */
  also?: string;
  act(): void;
}

const LANGUAGES: [Language, string, string][] = [
  ["en", "English", "yingwen"],
  ["zh-Hant", "繁體中文", "traditional fanti"],
  ["zh-Hans", "简体中文", "simplified jianti"],
];

function look(name: string): string {
  return t("page-go-setting", { cell: t("page-look"), name: t(name) });
}

export async function commands(): Promise<Command[]> {
  const { notebook } = state;
  const always: Command[] = [
    ...(mayOpen() ? [{ label: t("page-choose"), key: "O", also: "open file", act: chooseFiles }] : []),
    { label: t("page-local"), also: "privacy yinsi", act: () => change({ panel: "privacy" }) },
    { label: t("page-keys"), key: "?", also: "keyboard", act: () => change({ panel: "keys" }) },
    { label: t("page-remember"), also: "storage erase delete", act: () => change({ panel: "saved" }) },
    { label: look("page-theme-light"), also: "light", act: () => setTheme("light") },
    { label: look("page-theme-dark"), also: "dark", act: () => setTheme("dark") },
    { label: look(isDense() ? "page-comfortable" : "page-compact"), also: "density", act: () => setDensity(!isDense()) },
    ...LANGUAGES.map(([tag, name, also]) => ({ label: name, also, act: () => void setLanguage(tag) })),
  ];
  if (!notebook || notebook.cells.length === 0) return [...rowsOf(), ...always];
  await isReady;
  const kinds = await engine.kinds();
  return [
    ...notebook.cells.map((cell) => ({ label: cell.question, also: `${cell.id} ${cell.name} ${cell.kind}`, act: () => focusCell(cell.id) })),
    { label: t("page-brief"), key: "B", act: () => setView("brief") },
    { label: t("page-workbench"), key: "W", act: () => setView("workbench") },
    { label: t("page-run-all"), key: "R", act: () => void runDue(true) },
    ...(notebook.undo ? [{ label: t("page-undo-what", { what: notebook.undo }), key: "Ctrl+Z", act: () => void undo() }] : []),
    ...(notebook.redo ? [{ label: t("page-redo-what", { what: notebook.redo }), key: "Ctrl+Shift+Z", act: () => void redo() }] : []),
    { label: t("page-save-notebook"), key: "S", also: "save baocun", act: () => void saveNotebook() },
    { label: t("page-export-report"), key: "E", also: "report export baogao", act: () => void saveReport() },
    { label: t("page-export-results"), also: "json", act: () => void saveResults() },
    { label: t("page-export-print"), key: "Ctrl+P", also: "print pdf dayin", act: () => void printNotebook() },
    { label: t("page-client"), also: "client logo kehu", act: () => change({ panel: "client" }) },
    { label: t("page-present"), key: "P", also: "present demo yanshi jianbao", act: present },
    ...(isDemo() ? [{ label: t("page-key-reset-demo"), key: "Shift+P", also: "reset demo", act: () => void resetDemo() }] : []),
    { label: t("page-mask"), also: "mask hide names anonymous yincang xingming", act: () => void edit({ op: "mask_names", on: !notebook.mask_names }) },
    ...notebook.cells.flatMap((cell) => parameters(cell.id, cell.name)),
    ...rowsOf(),
    ...notebook.sources.filter((source) => source.is_loaded).map((source) => ({ label: t("page-check-file", { name: source.name }), act: () => void showCheck(source.id) })),
    ...kinds.filter((kind) => !kind.lacks).map((kind) => ({ label: t("page-add-kind", { name: kind.name }), also: kind.kind, act: () => void addCell(kind.kind) })),
    { label: t("page-forget"), also: "close forget guanbi", act: () => void forgetAll() },
    ...always,
  ];
}

/** The settings of a cell, each led to. */
function parameters(cell: string, name: string): Command[] {
  const fields = state.cells.get(cell)?.fields ?? [];
  return fields.map((field) => ({
    label: t("page-go-setting", { cell: name, name: field.label }),
    also: field.name,
    act: () => {
      setView("workbench");
      focusCell(cell);
      onceThere(`#${cell}-${field.name}`, (input) => {
        input.closest("details")?.setAttribute("open", "");
        input.scrollIntoView({ block: "center" });
        input.focus();
      });
    },
  }));
}

/** Columns of the files read. */
function rowsOf(): Command[] {
  const loaded = state.notebook?.sources.filter((source) => source.is_loaded) ?? [];
  return loaded.flatMap((source) =>
    source.columns.map((column) => ({
      label: t("page-go-column", { name: column, file: source.name }),
      act: () => void showColumn(source.id, column),
    })),
  );
}

async function showColumn(source: string, column: string): Promise<void> {
  await showCheck(source);
  onceThere(".columns", (details) => {
    details.setAttribute("open", "");
    onceThere(`.columns [data-column="${CSS.escape(column)}"]`, (row) => {
      row.scrollIntoView({ block: "center" });
      row.querySelector<HTMLElement>("select, button, input")?.focus();
    });
  });
}

/** "48,213" or "line 48,213": the rows of the file from that line. */
export function lineCommand(typed: string): Command[] {
  const digits = /^\D{0,8}?(\d[\d,]*)$/.exec(typed.trim())?.[1]?.replaceAll(",", "");
  const source = state.checked?.source ?? state.notebook?.sources.find((one) => one.is_loaded)?.id;
  if (!digits || !source) return [];
  return [{ label: t("page-go-line", { line: whole(Number(digits)) }), act: () => void showLine(source, Number(digits)) }];
}

async function showLine(source: string, line: number): Promise<void> {
  if (state.screen !== "check") await showCheck(source);
  onceThere<Rows>("rg-rows", (rows) => rows.showLine(line));
}

/** A new cell at the foot, brought into view. */
export async function addCell(kind: string): Promise<void> {
  const known = new Set(state.notebook?.cells.map((cell) => cell.id));
  await edit({ op: "add", kind });
  const added = state.notebook?.cells.find((cell) => !known.has(cell.id));
  if (!added) return;
  // Empty it is too short to stand at the top.
  for (const part of ["", " :is(.finding, .note)"]) onceThere(`#${added.id}${part}`, () => focusCell(added.id));
}

/** Does this as soon as the element is in the document. */
function onceThere<E extends HTMLElement>(selector: string, act: (element: E) => void): void {
  const found = document.querySelector<E>(selector);
  if (found) return act(found);
  const observer = new MutationObserver(() => {
    const later = document.querySelector<E>(selector);
    if (!later) return;
    observer.disconnect();
    act(later);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 3000);
}
