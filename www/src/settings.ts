// What the reader chose for the page itself: language, theme, density, view, what is remembered.

import { engine, isReady } from "./engine.js";
import { compareTotals } from "./files.js";
import { shell } from "./link.js";
import { refresh } from "./notebook.js";
import { change, state } from "./state.js";
import { language, nearest, t, type Language } from "./words.js";

export type Theme = "auto" | "light" | "dark";
/** How much this computer remembers. */
export type Level = "nothing" | "notebook" | "data";

const dark = matchMedia("(prefers-color-scheme: dark)");
let theme: Theme = "auto";
let isCompact = false;
let hasLetterKeys = true;
/** Screens whose hint was dismissed. */
const seenHints = new Set<string>();

export function restoreSettings(kept: Record<string, string>): void {
  theme = kept.theme === "light" || kept.theme === "dark" ? kept.theme : "auto";
  isCompact = kept.density === "compact";
  hasLetterKeys = kept.letterKeys !== "off";
  for (const screen of kept.hints?.split(" ") ?? []) seenHints.add(screen);
  state.view = kept.view === "workbench" ? "workbench" : "brief";
  state.level = kept.level === "notebook" || kept.level === "data" ? kept.level : "nothing";
  state.keepDays = Number(kept.keepDays) || state.keepDays;
  const tag = kept.language ?? navigator.languages.find((tag) => /^(zh|en)/i.test(tag)) ?? "en";
  document.documentElement.lang = nearest(tag);
  dark.addEventListener("change", applyTheme);
  applyTheme();
}

/** Every sentence changes at once; nothing runs again. */
export async function setLanguage(tag: Language): Promise<void> {
  document.documentElement.lang = tag;
  void shell.language(tag);
  keep();
  change();
  await isReady;
  await engine.setLanguage(tag);
  state.cells.clear();
  await refresh();
  if (state.ties.size > 0) await compareTotals();
}

export function setTheme(wanted: Theme): void {
  theme = wanted;
  applyTheme();
  keep();
  change();
}

export function themeWanted(): Theme {
  return theme;
}

/** The theme in force. */
export function themeShown(): "light" | "dark" {
  if (theme !== "auto") return theme;
  return dark.matches ? "dark" : "light";
}

export function setDensity(compact: boolean): void {
  isCompact = compact;
  applyTheme();
  keep();
  change();
}

/** An accent of the host's, where words in it can be read on paper and words on it too. Says what is wrong with it. */
export function setAccent(colour: string): string | null {
  hostAccent = /^#[0-9a-f]{6}$/i.test(colour) ? colour : "";
  applyTheme();
  if (hostAccent !== colour) return `accent "${colour}": expected #rrggbb, such as #7a1f5c; it is ignored`;
  if (hostAccent === "" || isAccentReadable()) return null;
  return `accent "${colour}" cannot be read on the ${themeShown()} page (contrast under 4.5 : 1), and is ignored there; take a ${themeShown() === "dark" ? "lighter" : "darker"} one`;
}

let hostAccent = "";

function isAccentReadable(): boolean {
  const [paper, onAccent] = themeShown() === "dark" ? ["#14171c", "#0c1420"] : ["#fbfaf7", "#ffffff"];
  return hostAccent !== "" && contrast(hostAccent, paper) >= 4.5 && contrast(hostAccent, onAccent) >= 4.5;
}

/** WCAG 2.2 contrast of two colours `#rrggbb`. */
function contrast(a: string, b: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

export function isDense(): boolean {
  return isCompact;
}

export function lettersAct(): boolean {
  return hasLetterKeys;
}

export function setLettersAct(on: boolean): void {
  hasLetterKeys = on;
  keep();
  change();
}

export function isHintSeen(screen: string): boolean {
  return seenHints.has(screen);
}

export function dismissHint(screen: string): void {
  seenHints.add(screen);
  keep();
  change();
}

export function setView(view: "brief" | "workbench"): void {
  change({ view });
  keep();
}

export function setLevel(level: Level): void {
  change({ level });
  keep();
}

export function setKeepDays(keepDays: number): void {
  change({ keepDays });
  keep();
}

function applyTheme(): void {
  const root = document.documentElement;
  root.dataset.theme = themeShown();
  root.dataset.density = isCompact ? "compact" : "comfortable";
  if (isAccentReadable()) root.style.setProperty("--accent", hostAccent);
  else root.style.removeProperty("--accent");
  change();
}

/** Settings are remembered only at the level that remembers something. */
function keep(): void {
  if (state.level === "nothing") return void shell.keepSettings({});
  const settings = {
    language: language(),
    theme,
    density: isCompact ? "compact" : "comfortable",
    view: state.view,
    level: state.level,
    keepDays: String(state.keepDays),
    letterKeys: hasLetterKeys ? "on" : "off",
    hints: [...seenHints].join(" "),
  };
  void shell.keepSettings(settings).then((isKept) => {
    if (!isKept) change({ toast: { text: t("page-not-kept") } });
  });
}
