// Icons are drawn, never typed: symbol characters come out as empty boxes on some machines.

import { svg, type SVGTemplateResult } from "lit";

const icon = (body: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;

export const icons = {
  shield: icon(svg`<path d="M8 1.5l5 1.8v4.2c0 3.6-2.4 5.8-5 7-2.6-1.2-5-3.4-5-7V3.3z" fill="currentColor" />`),
  down: icon(svg`<path d="M4 6l4 4 4-4" />`),
  right: icon(svg`<path d="M6 4l4 4-4 4" />`),
  close: icon(svg`<path d="M4 4l8 8M12 4l-8 8" />`),
  dots: icon(svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.5" />`),
  half: icon(svg`<circle cx="8" cy="8" r="5.5" /><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />`),
  check: icon(svg`<path d="M3 8.5l3.5 3.5L13 5" />`),
  weak: icon(svg`<path d="M3 9c2-3 3-3 5-1s3 2 5-1" />`),
  cross: icon(svg`<path d="M4 4l8 8M12 4l-8 8" />`),
  plus: icon(svg`<path d="M8 3v10M3 8h10" />`),
  up: icon(svg`<path d="M4 10l4-4 4 4" />`),
  file: icon(svg`<path d="M4 1.5h5l3 3v10H4zM9 1.5v3h3" />`),
  warn: icon(svg`<path d="M8 2l6.5 11.5h-13zM8 6.5v3.5M8 12v.01" />`),
};
