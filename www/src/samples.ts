// "Try it": generated data with planted facts, so that a demonstration always has a story.

import { sampleFacts } from "../pkg/regulars.js";
import { engine, isReady } from "./engine.js";
import { held, openFiles } from "./files.js";
import { language } from "./words.js";

export interface Sample {
  id: "shop" | "drinks" | "beauty";
  language: string;
}

export const SAMPLES: Sample[] = [
  { id: "shop", language: "en" },
  { id: "drinks", language: "zh-Hant" },
  { id: "beauty", language: "zh-Hans" },
];

/** The files made here: one of the reader's own may bear the same name. */
const made = new WeakMap<File, Sample>();

/** The sample that a source was read from. */
export function sampleOf(source: string): Sample | undefined {
  const file = held.get(source)?.file;
  return file && made.get(file);
}

/** "What is hidden in this data?": the planted facts, when the source is a sample. */
export function planted(source: string): string[] {
  const sample = sampleOf(source);
  return sample ? sampleFacts(sample.id, language()) : [];
}

export async function openSample(sample: Sample): Promise<void> {
  await isReady;
  const file = new File([new Uint8Array(await engine.sample(sample.id))], `${sample.id}.csv`, { type: "text/csv" });
  made.set(file, sample);
  await openFiles([file], "results");
}
