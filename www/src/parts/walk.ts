// A table is walked by keys, cell by cell: arrows, Page up and down, Home and End, with Ctrl to the first and last row.
// Only the rows in sight are in the document, so the walk remembers where it is by row and column.

import type { LitElement, ReactiveController } from "lit";
import { ROW_PX, topOf } from "./window.js";

const PAGE = 10;
let nWalks = 0;

export class GridWalk implements ReactiveController {
  /** Row 0 is the header; −1 while the table is not walked. */
  row = -1;
  column = 0;

  constructor(
    private host: LitElement,
    /** Rows without the header, and columns. */
    private size: () => { nRows: number; nColumns: number },
  ) {
    host.addController(this);
  }

  #id = `walk-${++nWalks}`;

  hostUpdated(): void {
    const [grid, cell] = [this.#grid(), this.#cell()];
    const before = grid?.querySelector(`#${this.#id}`);
    if (before !== cell) before?.removeAttribute("id");
    if (cell) cell.id = this.#id;
    if (cell) grid?.setAttribute("aria-activedescendant", this.#id);
    else grid?.removeAttribute("aria-activedescendant");
  }

  /** Another content: the walk begins anew. */
  reset(): void {
    this.row = -1;
    this.column = 0;
  }

  keys = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    const { nRows, nColumns } = this.size();
    const last = nColumns - 1;
    if (event.key === "Enter") return this.#press(event);
    const [row, column] = [Math.max(0, this.row), this.column];
    const begins = this.row < 0;
    const to = (
      {
        ArrowDown: begins ? [0, 0] : [row + 1, column],
        ArrowUp: [row - 1, column],
        ArrowRight: begins ? [0, 0] : [row, column + 1],
        ArrowLeft: [row, column - 1],
        PageDown: [row + PAGE, column],
        PageUp: [row - PAGE, column],
        Home: event.ctrlKey ? [0, 0] : [row, 0],
        End: event.ctrlKey ? [nRows, last] : [row, last],
      } as Record<string, [number, number]>
    )[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    this.row = Math.min(nRows, Math.max(0, to[0]));
    this.column = Math.min(last, Math.max(0, to[1]));
    this.#show(nRows);
    this.host.requestUpdate();
  };

  /** The button inside the cell: the order of a column, the rows behind a number. */
  #press(event: KeyboardEvent): void {
    const button = this.#cell()?.querySelector<HTMLElement>("button");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  }

  /** Scrolls only as far as needed; the header stays in sight anyway. */
  #show(nRows: number): void {
    const grid = this.#grid();
    if (!grid) return;
    if (this.row > 0) {
      const [top, bottom] = [topOf(this.row - 1, nRows), topOf(this.row, nRows) + ROW_PX];
      if (top < grid.scrollTop) grid.scrollTop = top;
      else if (bottom > grid.scrollTop + grid.clientHeight - ROW_PX) grid.scrollTop = bottom - grid.clientHeight + ROW_PX;
    }
    this.#cell()?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #grid(): HTMLElement | null {
    return this.host.querySelector<HTMLElement>(".grid");
  }

  #cell(): HTMLElement | null {
    if (this.row < 0) return null;
    const row = this.#grid()?.querySelector(`tr[aria-rowindex="${this.row + 1}"]`);
    return (row?.children[this.column] as HTMLElement | undefined) ?? null;
  }
}
