// Which rows of a long table stand in the document, and how much room the others take. Browsers cut elements off beyond
// some ten million pixels, so very long tables scroll faster than their rows are high.

export const ROW_PX = 33;
export const N_SHOWN = 50;
/** A short table stands whole on the page, without a scroller and without a search. */
export const N_SHORT = 12;
const MOST_PX = 8_000_000;
/** Rows kept above those in sight. */
const N_ABOVE = 8;

/** Rows a pixel of the scroller stands for, relative to a row's own pixels. */
function scale(nRows: number): number {
  return Math.max(1, (nRows * ROW_PX) / MOST_PX);
}

/** The first row to show when the scroller stands at `top`. */
export function offsetAt(top: number, nRows: number): number {
  const first = Math.floor((top * scale(nRows)) / ROW_PX) - N_ABOVE;
  return Math.max(0, Math.min(first, nRows - N_SHOWN));
}

/** Where the scroller stands when this row is its first. */
export function topOf(row: number, nRows: number): number {
  return (Math.max(0, row) * ROW_PX) / scale(nRows);
}

/** Whether the scroller has gone far enough from `shown` to ask for other rows. */
export function isFar(offset: number, shown: number, nRows: number): boolean {
  const slack = scale(nRows) > 1 ? 1 : 6;
  return Math.abs(offset - shown) >= slack || ((offset === 0 || offset >= nRows - N_SHOWN) && offset !== shown);
}

/** Pixels above and below the rows from `offset`. */
export function room(offset: number, nShown: number, nRows: number): { above: number; below: number } {
  const above = (offset * ROW_PX) / scale(nRows);
  const below = ((nRows - offset - nShown) * ROW_PX) / scale(nRows);
  return { above, below: Math.max(0, below) };
}
