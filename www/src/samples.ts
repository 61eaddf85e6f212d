// "Try it": generated data with planted facts, so that a demonstration always has a story.

import { sampleCsv, sampleFacts } from "../pkg/regulars.js";
import { isReady } from "./engine.js";
import { openFiles } from "./files.js";
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

/** The sample that a source was made from. */
export function sampleOf(name: string): Sample | undefined {
  return SAMPLES.find(({ id }) => name === `${id}.csv`);
}

/** "What is hidden in this data?": the planted facts, when the source is a sample. */
export function planted(name: string): string[] {
  const sample = sampleOf(name);
  return sample ? sampleFacts(sample.id, language()) : [];
}

export async function openSample(sample: Sample): Promise<void> {
  await isReady;
  const file = new File([new Uint8Array(sampleCsv(sample.id) ?? [])], `${sample.id}.csv`, { type: "text/csv" });
  await openFiles([file], "results");
}
