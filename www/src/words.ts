// The words of the page's own chrome. Everything about data comes in words from the engine.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import english from "../../locales/en/page.ftl";
import simplified from "../../locales/zh-Hans/page.ftl";
import traditional from "../../locales/zh-Hant/page.ftl";

/** Hong Kong has the words of Taiwan, and short numbers in k and M. */
export type Language = "en" | "zh-Hant" | "zh-Hant-HK" | "zh-Hans";

const SOURCES: Record<Language, string> = { en: english, "zh-Hant": traditional, "zh-Hant-HK": traditional, "zh-Hans": simplified };
const bundles = new Map<Language, FluentBundle>();

/** The language of the page is that of its root element. */
export function language(): Language {
  return nearest(document.documentElement.lang);
}

/** The nearest of our languages to a tag such as `zh-TW`. */
export function nearest(tag: string): Language {
  const lower = tag.toLowerCase();
  if (!lower.startsWith("zh")) return "en";
  if (/-hk|-mo/.test(lower)) return "zh-Hant-HK";
  return /hant|-tw/.test(lower) ? "zh-Hant" : "zh-Hans";
}

/** The words of a key of `locales/…/page.ftl`, with its values. */
export function t(key: string, values: Record<string, FluentVariable> = {}): string {
  const bundle = bundleOf(language());
  const pattern = bundle.getMessage(key)?.value;
  return pattern ? bundle.formatPattern(pattern, values, []) : key;
}

function bundleOf(tag: Language): FluentBundle {
  let bundle = bundles.get(tag);
  if (!bundle) {
    bundle = new FluentBundle(tag, { useIsolating: false });
    bundle.addResource(new FluentResource(SOURCES[tag]));
    bundles.set(tag, bundle);
  }
  return bundle;
}

/** A size for people: `89.5 MB`. */
export function bytes(n: number): string {
  if (n < 1000) return t("page-bytes", { n });
  const [unit, step] = n < 1e6 ? ["kB", 1e3] : n < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(n / Number(step)).toFixed(unit === "kB" ? 0 : 1)} ${unit}`;
}

/** Whole numbers with separators. */
export function whole(n: number): string {
  return WHOLE.format(n);
}

// Making one is dear; asking a number for its locale string makes one each time.
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
