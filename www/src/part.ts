// Files that may not fit into a tab: how much fits, and which part of one is read instead.

import type { Preview } from "../pkg/regulars.js";
import type { ReadOptions } from "./files.js";
import type { ReadingState } from "./state.js";

/** So many bytes of a file fit into the memory of a tab whatever they hold. */
const SAFE_BYTES = 1.6e9;
/** Of a gigabyte of the machine's memory, where the browser tells it. */
const SAFE_SHARE = 0.4e9;

export function safeBytes(): number {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return deviceMemory ? Math.min(SAFE_BYTES, deviceMemory * SAFE_SHARE) : SAFE_BYTES;
}

/** About how many rows the whole file has; where only so many of the rows passed were kept, by the length of the first. */
export function allRows({ preview, nBytes }: ReadingState, most = Infinity): number {
  if (!preview || preview.n_bytes === 0) return 0;
  if (preview.n_rows < most) return Math.round((preview.n_rows / preview.n_bytes) * nBytes);
  const { size } = new Blob(preview.first_rows.map((row) => `${row.join(",")}\n`));
  return size > 0 ? Math.round((preview.first_rows.length / size) * nBytes) : 0;
}

/** About how many bytes of the file lie in each column. */
export function columnBytes({ preview, nBytes }: ReadingState): number[] {
  const held = preview?.column_bytes ?? [];
  const sum = held.reduce((sum, bytes) => sum + bytes, 0);
  return held.map((bytes) => (sum > 0 ? (bytes / sum) * nBytes : 0));
}

/** Whether a part was chosen already. */
export function isPart({ first_rows, customers, only_columns }: ReadOptions): boolean {
  return first_rows !== undefined || customers !== undefined || (only_columns?.length ?? 0) > 0;
}

/** How much of the file the rows read so far are; nothing when they are all of it. */
export function partRead(options: ReadOptions, preview: Preview | null, nAll: number): { n: number; all: number } | undefined {
  const n = preview?.n_rows ?? 0;
  if (options.customers) return { n, all: Math.max(n * options.customers.one_in, nAll) };
  if (options.first_rows !== undefined && n >= options.first_rows) return { n, all: Math.max(n, nAll) };
  return undefined;
}
