// Files opened again with one permission: where the browser gives handles, the shell keeps them beside the notebook.
// The app itself lives in a frame without an origin, which may neither show the picker nor keep anything.

import { inStore } from "./vault.js";

interface Handle {
  kind: "file";
  name: string;
  getFile(): Promise<File>;
  requestPermission(wish: { mode: "read" }): Promise<PermissionState>;
}

interface KeptHandle {
  notebook: string;
  source: string;
  handle: Handle;
}

type Picker = (options: { multiple: boolean }) => Promise<Handle[]>;
const picker = (globalThis as { showOpenFilePicker?: Picker }).showOpenFilePicker?.bind(globalThis);

export const canPick = picker !== undefined && isSecureContext;

/** Of this visit, by number. */
const picked: Handle[] = [];

export interface Picked {
  file: File;
  /** To keep its handle by. */
  id: number;
}

export const handles = {
  /** The browser's picker; nothing when the reader closed it. */
  async pickFiles(): Promise<Picked[]> {
    try {
      const chosen = (await picker?.({ multiple: true })) ?? [];
      return await Promise.all(chosen.map(async (handle) => ({ file: await handle.getFile(), id: picked.push(handle) - 1 })));
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === "AbortError") return [];
      throw fault;
    }
  },

  /** Remembers where a file lies, and nothing of what is in it. */
  async keepHandle(notebook: string, source: string, id: number): Promise<void> {
    const handle = picked[id];
    if (handle) await inStore("handles", "readwrite", (store) => store.put({ notebook, source, handle }), true).catch(() => {});
  },

  /** Names of the files whose places are remembered. */
  async places(): Promise<string[]> {
    return [...new Set((await kept().catch(() => [])).map(({ handle }) => handle.name))].sort();
  },

  /** Forgets where files lie: those of a notebook that are not among its sources any more, else all. */
  async dropHandles(notebook?: string, sources: string[] = []): Promise<void> {
    for (const one of await kept().catch(() => [])) {
      const isGone = notebook === undefined || (one.notebook === notebook && !sources.includes(one.source));
      if (isGone) await inStore("handles", "readwrite", (store) => store.delete([one.notebook, one.source]));
    }
  },

  /** Sources of a notebook whose files can be opened again. */
  async reopenable(notebook: string): Promise<string[]> {
    return (await kept().catch(() => [])).filter((one) => one.notebook === notebook).map(({ source }) => source);
  },

  /** The file as it is today, when the reader allows it. */
  async reopen(notebook: string, source: string): Promise<Picked | null> {
    const found = (await kept()).find((one) => one.notebook === notebook && one.source === source);
    if (!found || (await found.handle.requestPermission({ mode: "read" })) !== "granted") return null;
    return { file: await found.handle.getFile(), id: picked.push(found.handle) - 1 };
  },
};

async function kept(): Promise<KeptHandle[]> {
  return ((await inStore("handles", "readonly", (store) => store.getAll())) ?? []) as KeptHandle[];
}
