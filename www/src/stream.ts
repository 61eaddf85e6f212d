// The bytes of a file into the engine, 4 MB at a time, two pieces under way; where the reader stops it, and goes on.

import { engine } from "./engine.js";
import type { ReadOptions } from "./files.js";
import { allRows, isPart, partRead, safeBytes } from "./part.js";
import { change, state, type ReadingState } from "./state.js";

const FIRST_PIECE = 256 << 10;
const PIECE = 4 << 20;
const SAMPLE = 64 << 10;
const N_SAMPLES = 8;
const PREVIEW_EVERY_MS = 70;

/** Large files that the reader wants whole all the same. */
const whole = new WeakSet<File>();

/** Reads the bytes before `until`. Gives the source's id; null when the file was forgotten; other options when it is to be
 * read with them. */
export async function stream(file: File, id: number, reading: ReadingState, options: ReadOptions, until = file.size): Promise<string | ReadOptions | null> {
  for (;;) {
    const underWay: Promise<void>[] = [];
    const look = async (): Promise<void> => {
      reading.preview = await engine.preview(id);
      if (nAll === 0 || options.first_rows === undefined || reading.preview.n_rows < options.first_rows) nAll = allRows(reading, options.first_rows);
      change();
    };
    let [shownAt, nAll] = [0, 0];
    for (let offset = 0; offset < until; ) {
      const end = Math.min(until, offset + (offset === 0 ? FIRST_PIECE : PIECE));
      const bytes = new Uint8Array(await file.slice(offset, end).arrayBuffer());
      underWay.push(engine.pushBytes(id, bytes));
      if (underWay.length >= 2) await underWay.shift();
      reading.nDone = offset = end;
      if (performance.now() - shownAt > PREVIEW_EVERY_MS) {
        shownAt = performance.now();
        await look();
      }
      if (offset <= FIRST_PIECE && file.size > safeBytes() && !isPart(options) && !whole.has(file)) {
        reading.why = "large";
        stop(reading);
      }
      if (options.first_rows !== undefined && (reading.preview?.n_rows ?? 0) >= options.first_rows) break;
      const isAsked = reading.why === "large";
      // What stands beside the question is what was read until the stop.
      if (reading.phase === "stopped" && !isAsked) {
        await Promise.all(underWay.splice(0));
        await look();
      }
      const choice = await stopChoice(reading);
      if (choice === "continue") {
        if (isAsked) whole.add(file);
        continue;
      }
      await Promise.all(underWay.splice(0));
      if (choice !== "use") {
        await engine.dropReading(id);
        return choice === "forget" ? null : choice;
      }
      until = offset;
      break;
    }
    await Promise.all(underWay);
    if (until < file.size) {
      await look();
      reading.until = until;
      reading.part = { n: reading.preview?.n_rows ?? 0, all: nAll };
    } else if (isPart(options)) {
      await look();
      reading.part = partRead(options, reading.preview, nAll);
    }
    const source = await engine.finishReading(id);
    if (source !== undefined) {
      performance.mark("regulars-table");
      return source;
    }
    // The text broke late in the file: once more from the first byte, with the encoding now known.
    reading.nDone = 0;
  }
}

/** Options: read it once more, with these. */
export type StopChoice = "continue" | "use" | "forget" | ReadOptions;

let answer: (choice: StopChoice) => void = () => {};
let answered: Promise<StopChoice> = Promise.resolve("continue");

/** Holds the reading that is under way. */
export function stopReading(): void {
  const reading = state.readings.find((one) => one.phase === "reading");
  if (reading) stop(reading);
}

/** The choice may be made before the piece that is under way has come to its end. */
function stop(reading: ReadingState): void {
  answered = new Promise((resolve) => (answer = resolve));
  reading.phase = "stopped";
  change();
}

export function chooseAfterStop(choice: StopChoice): void {
  answer(choice);
}

/** Another encoding or delimiter, seen while the file is being read: from its first byte again. */
export function readOtherwise(options: ReadOptions): void {
  stopReading();
  answer(options);
}

async function stopChoice(reading: ReadingState): Promise<StopChoice> {
  if (reading.phase !== "stopped") return "continue";
  const choice = await answered;
  Object.assign(reading, { phase: "reading", why: undefined });
  if (typeof choice === "object") Object.assign(reading, { nDone: 0, preview: null, part: undefined, until: undefined, since: performance.now() });
  if (choice === "forget") change({ readings: state.readings.filter((one) => one !== reading), screen: "start" });
  return choice;
}

/** Head, middle and tail, for telling the encoding over the whole file. */
export async function samples(file: File): Promise<{ offset: number; bytes: Uint8Array }[]> {
  const offsets = [0];
  for (let i = 1; i <= N_SAMPLES; i++) {
    const offset = Math.floor(((file.size - SAMPLE) * i) / N_SAMPLES);
    if (offset >= SAMPLE) offsets.push(offset);
  }
  return Promise.all(
    offsets.map(async (offset) => ({
      offset,
      bytes: new Uint8Array(await file.slice(offset, offset + SAMPLE).arrayBuffer()),
    })),
  );
}

/** Memory was refused: what can be read instead. */
export function refused(reading: ReadingState): Promise<StopChoice> {
  reading.why = "refused";
  stop(reading);
  change({ readings: [reading], screen: "reading" });
  return stopChoice(reading);
}
