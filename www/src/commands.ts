// Everything that can be done from the command palette.

import { engine, isReady } from "./engine.js";
import { showCheck } from "./files.js";
import { edit, forgetAll, redo, runDue, undo } from "./notebook.js";
import { focusCell } from "./parts/outline.js";
import { present } from "./presenter.js";
import { printNotebook } from "./printing.js";
import { saveNotebook, saveReport, saveResults } from "./saving.js";
import { setDensity, isDense, setLanguage, setTheme, setView } from "./settings.js";
import { change, state } from "./state.js";
import { t, type Language } from "./words.js";

export interface Command {
  label: string;
  key?: string;
  /** Found by these letters too: pinyin initials, the English name. */
  also?: string;
  act(): void;
}

const LANGUAGES: [Language, string][] = [
  ["en", "English"],
  ["zh-Hant", "繁體中文 traditional fanti"],
  ["zh-Hans", "简体中文 simplified jianti"],
];

export async function commands(): Promise<Command[]> {
  const { notebook } = state;
  const always: Command[] = [
    { label: t("page-choose"), key: "O", also: "open file", act: () => document.getElementById("file")?.click() },
    { label: t("page-local"), also: "privacy yinsi", act: () => change({ panel: "privacy" }) },
    { label: t("page-keys"), key: "?", also: "keyboard", act: () => change({ panel: "keys" }) },
    { label: t("page-remember"), also: "storage erase", act: () => change({ panel: "saved" }) },
    { label: t("page-theme-light"), also: "light", act: () => setTheme("light") },
    { label: t("page-theme-dark"), also: "dark", act: () => setTheme("dark") },
    { label: t(isDense() ? "page-comfortable" : "page-compact"), also: "density", act: () => setDensity(!isDense()) },
    ...LANGUAGES.map(([tag, name]) => ({ label: name, act: () => void setLanguage(tag) })),
  ];
  if (!notebook || notebook.cells.length === 0) return always;
  await isReady;
  const kinds = await engine.kinds();
  return [
    ...notebook.cells.map((cell) => ({ label: cell.question, also: `${cell.name} ${cell.kind}`, act: () => focusCell(cell.id) })),
    { label: t("page-brief"), key: "B", act: () => setView("brief") },
    { label: t("page-workbench"), key: "W", act: () => setView("workbench") },
    { label: t("page-run-all"), key: "R", act: () => void runDue(true) },
    ...(notebook.undo ? [{ label: t("page-undo-what", { what: notebook.undo }), key: "Ctrl+Z", act: () => void undo() }] : []),
    ...(notebook.redo ? [{ label: t("page-redo-what", { what: notebook.redo }), key: "Ctrl+Shift+Z", act: () => void redo() }] : []),
    { label: t("page-save-notebook"), key: "S", act: () => void saveNotebook() },
    { label: t("page-export-report"), key: "E", act: () => void saveReport() },
    { label: t("page-export-results"), act: () => void saveResults() },
    { label: t("page-export-print"), act: () => void printNotebook() },
    { label: t("page-present"), key: "P", act: present },
    ...notebook.sources.filter((source) => source.is_loaded).map((source) => ({ label: t("page-check-file", { name: source.name }), act: () => void showCheck(source.id) })),
    ...kinds.filter((kind) => !kind.lacks).map((kind) => ({ label: t("page-add-kind", { name: kind.name }), also: kind.kind, act: () => void edit({ op: "add", kind: kind.kind }) })),
    { label: t("page-forget"), act: () => void forgetAll() },
    ...always,
  ];
}
