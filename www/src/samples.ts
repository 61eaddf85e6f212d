// "Try it": generated data with planted facts, so that a demonstration always has a story.

import { sampleCsv } from "../pkg/regulars.js";
import { isReady } from "./engine.js";
import { openFiles } from "./files.js";

export interface Sample {
  id: "shop" | "drinks" | "beauty";
  language: string;
}

export const SAMPLES: Sample[] = [
  { id: "shop", language: "en" },
  { id: "drinks", language: "zh-Hant" },
  { id: "beauty", language: "zh-Hans" },
];

export async function openSample(sample: Sample): Promise<void> {
  await isReady;
  const file = new File([new Uint8Array(sampleCsv(sample.id) ?? [])], `${sample.id}.csv`, { type: "text/csv" });
  await openFiles([file], "results");
}
