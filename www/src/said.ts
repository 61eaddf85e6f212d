// Messages and values of the engine in words. Putting them into words crosses into wasm, so each is said once a language.

import { say, sayValue, type Message, type Value } from "../pkg/regulars.js";
import { language } from "./words.js";

const said = new WeakMap<object, { language: string; text: string }>();

function once(what: object, put: (language: string) => string): string {
  const known = said.get(what);
  const present = language();
  if (known?.language === present) return known.text;
  const text = put(present);
  said.set(what, { language: present, text });
  return text;
}

/** A message in the page's language. */
export const words = (message: Message): string => once(message, (language) => say(language, message));
export const value = (some: Value): string => once(some, (language) => sayValue(language, some));
