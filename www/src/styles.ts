// One sheet for the whole page, adopted: no style attribute and no inline style is needed.

import text from "../pkg/page.css.txt";

export function installStyles(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}
