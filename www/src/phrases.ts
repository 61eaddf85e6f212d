// Where a large sentence may break: Chinese between words, not inside them; a number and its unit stay together.

import { html, type TemplateResult } from "lit";
import { language } from "./words.js";

let segmenter: Intl.Segmenter | undefined;

/** The text with places to break at, for elements that break nowhere else (`word-break: keep-all`). */
export function phrases(text: string): TemplateResult | string {
  if (language() === "en") return text.replace(/(\d) (?=([A-Z][a-z]{2}|days?|weeks?|months?|years?|times)\b)/g, "$1\u00a0");
  if (!("Segmenter" in Intl)) return text;
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  const words = [...segmenter.segment(text)].map((word) => word.segment);
  // A unit belongs to its number, punctuation to the word before it.
  const runs: string[] = [];
  words.forEach((word, at) => {
    const before = words[at - 1] ?? "";
    const isTied = at > 0 && (/^[^\p{L}\p{N}「『（《]/u.test(word) || /[\d「『（《]$/u.test(before) || before === " " || /^[年月日位名筆笔次天個个萬万億亿]/u.test(word));
    if (isTied) runs[runs.length - 1] += word;
    else runs.push(word);
  });
  return html`${runs.map((run, at) => (at > 0 ? html`<wbr />${run}` : run))}`;
}
