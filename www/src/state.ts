// What the page shows, in one place. Views read it and are asked to update after `change`.

import { LitElement } from "lit";
import type { CellView, ChangesView, ErrorView, NotebookView, Passport, Place, Preview, Relation } from "../pkg/regulars.js";

export type Screen = "start" | "reading" | "check" | "results";
export type Panel = "palette" | "privacy" | "keys" | "saved" | "client" | "ask" | null;

/** A file on its way in. */
export interface ReadingState {
  name: string;
  nBytes: number;
  nDone: number;
  since: number;
  preview: Preview | null;
  phase: "reading" | "stopped" | "done" | "failed";
  /** Stopped by itself: the file may not fit into memory, or memory was refused. */
  why?: "large" | "refused";
  /** Only a part was read: so many of about so many rows. */
  part?: { n: number; all: number };
  /** The reader stopped after so many bytes. */
  until?: number;
  error: ErrorView | null;
}

export interface Running {
  stage: string;
  done: number;
  total: number;
  since: number;
}

/** A number whose rows are shown. */
export interface Traced {
  cell: string;
  place: Place;
}

export interface Toast {
  text: string;
  action?: { label: string; act(): void };
}

/** Something that went wrong outside a cell: what, and what can be done. */
export interface Trouble {
  title: string;
  text: string;
  details?: string;
  actions: { label: string; act(): void }[];
}

/** A question in a dialog; the first action is the one that is meant. */
export interface Asking {
  title: string;
  text: string;
  actions: { label: string; act(): void }[];
}

export const state = {
  screen: "start" as Screen,
  view: "brief" as "brief" | "workbench",
  panel: null as Panel,
  readings: [] as ReadingState[],
  /** The source on the check screen. */
  checked: null as { source: string; passport: Passport } | null,
  /** How the files read belong together, while that is asked. */
  relations: [] as Relation[],
  /** By source: what came of comparing with the reader's own total. */
  ties: new Map<string, { own: string; text: string; isGood: boolean }>(),
  notebook: null as NotebookView | null,
  /** Last time's sentences beside now's. */
  changes: null as ChangesView | null,
  /** The comparison that the reader has closed, by its time. */
  seenChanges: null as string | null,
  cells: new Map<string, CellView>(),
  running: new Map<string, Running>(),
  /** Cells whose last run brought the engine down, and what it said. */
  crashed: new Map<string, string>(),
  /** When cells last ran to their end, in this window. */
  ranAt: new Map<string, number>(),
  /** The cell that keys act on. */
  focus: null as string | null,
  trace: null as Traced | null,
  /** Position of the cell on the screen in presenter mode. */
  presenting: null as number | null,
  /** The only cell that is shown, inside somebody's page. */
  solo: null as string | null,
  toast: null as Toast | null,
  trouble: null as Trouble | null,
  asking: null as Asking | null,
  /** For whom the report is made: a name, and a picture as a data address. */
  client: { name: "", logo: "" },
  /** How much is remembered on this computer. */
  level: "nothing" as "nothing" | "notebook" | "data",
  /** How many days kept files stay. */
  keepDays: 30,
  keptAt: null as string | null,
  isDirty: false,
};

/** Customers are shown as numbers: because the notebook says so, or because others are watching. */
export function isMasked(): boolean {
  return state.presenting !== null || (state.notebook?.mask_names ?? false);
}

const listeners = new Set<() => void>();

/** Changes the state and has every view look again. */
export function change(part: Partial<typeof state> = {}): void {
  Object.assign(state, part);
  for (const listener of listeners) listener();
}

export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** An element that follows the state. It renders into the document itself: one set of styles, one tree for readers. */
export abstract class View extends LitElement {
  #stop: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }
}
