// What a careful eye would object to, measured in the document: nothing wider than the window, no words cut off that
// cannot be scrolled to, no two pieces of text on top of each other. It holds on any machine, whatever its fonts.

import type { Frame } from "@playwright/test";

/** Objections, as short lines; empty on a sound page. */
export function objections(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element): string => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${(element.textContent ?? "").trim().slice(0, 40)}”`;
    const isUnseen = (element: Element): boolean => element.closest(".unseen, .skip, [hidden], .gap") !== null || !element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true });
    const canScroll = (element: Element): boolean => {
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };

    /** What of a box its scrollers let through. */
    const inSight = (element: Element, box: DOMRect): DOMRect => {
      let { left, top, right, bottom } = box;
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflow === "visible") continue;
        const clip = at.getBoundingClientRect();
        [left, top, right, bottom] = [Math.max(left, clip.left), Math.max(top, clip.top), Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };

    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) found.push(`the page is ${over} px wider than the window`);

    const texts: { element: Element; box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      if (!node.nodeValue!.trim() || element.closest("script, style, option") || isUnseen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const whole of range.getClientRects()) {
        const box = inSight(element, whole);
        if (box.width < 1 || box.height < 1) continue;
        texts.push({ element, box });
        if ((whole.right > innerWidth + 1 || whole.left < -1) && !canScroll(element)) found.push(`outside the window: ${name(element)}`);
      }
    }
    for (const element of document.querySelectorAll("button, summary, h1, h2, h3, p, label, a, th, .pill, .chip")) {
      if (isUnseen(element) || element.closest(".sheet, .grid, .encodings, pre, code")) continue;
      const style = getComputedStyle(element);
      const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible" && style.display !== "inline";
      if (isCut && !/auto|scroll/.test(style.overflowX) && !canScroll(element)) found.push(`cut off: ${name(element)}`);
    }
    // Text on text. What floats above the page on purpose is left out.
    const afloat = (element: Element): boolean => element.closest(".bar, .status, .toast, .menu, dialog, .tip, .trace, .go, .slide-nav, .grid thead, .dropping") !== null;
    const still = texts.filter(({ element, box }) => !afloat(element) && box.bottom > 0 && box.top < innerHeight);
    still.sort((a, b) => a.box.top - b.box.top);
    still.forEach(({ element, box }, at) => {
      for (let other = at + 1; other < still.length && still[other]!.box.top < box.bottom; other++) {
        const [that, rival] = [still[other]!.box, still[other]!.element];
        const width = Math.min(box.right, that.right) - Math.max(box.left, that.left);
        const height = Math.min(box.bottom, that.bottom) - Math.max(box.top, that.top);
        const isNested = element.contains(rival) || rival.contains(element);
        if (width > 2 && height > 6 && !isNested) found.push(`on top of each other: ${name(element)} and ${name(rival)}`);
      }
    });
    return [...new Set(found)].slice(0, 12);
  });
}
