// First letters of Han words as they are typed in pinyin: 會員 is found by "hy". The browser's own pinyin order tells
// the letter of a character, so no dictionary is carried.

/** The first character of each letter in pinyin order; I, U and V begin no syllable. */
const FIRSTS = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";

let order: Intl.Collator | undefined;

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return /[a-z0-9]/i.test(character) ? character.toLowerCase() : "";
  order ??= new Intl.Collator("zh-Hans-u-co-pinyin");
  let letter = "";
  for (const [at, first] of [...FIRSTS].entries()) {
    if (order.compare(first, character) > 0) break;
    letter = LETTERS[at] ?? "";
  }
  return letter;
}

/** `常一起買` → `cyqm`. Texts without Han give nothing. */
export function pinyinInitials(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return "";
  return [...text].map(initial).join("");
}
