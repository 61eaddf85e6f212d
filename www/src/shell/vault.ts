// What this computer remembers, and only if asked: settings in localStorage; notebooks (recipes without customer data)
// and, at the third level, the files themselves in IndexedDB. Everything lies under one name, so that Erase leaves
// nothing.

const NAME = "regulars";
const VERSION = 3;
const N_VERSIONS = 20;

/** A remembered notebook. */
export interface Kept {
  id: string;
  title: string;
  /** ISO time. */
  at: string;
  json: string;
}

/** A remembered file of a notebook, and until when. */
export interface KeptFile {
  notebook: string;
  source: string;
  name: string;
  bytes: Blob;
  /** How it was read, as JSON. */
  options: string;
  /** ISO time after which it is removed. */
  until: string;
}

/** What is told of a remembered file without opening it. */
export interface KeptFileAbout {
  notebook: string;
  source: string;
  name: string;
  size: number;
  until: string;
}

type Store = "notebooks" | "files" | "handles";

/** `null` where nothing was ever kept, unless the database is to be made. */
function open(isMade: boolean): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    let isNone = false;
    request.onupgradeneeded = ({ oldVersion }) => {
      isNone = oldVersion === 0 && !isMade;
      if (isNone) return request.transaction?.abort();
      const { result } = request;
      const make = (store: Store, keyPath: string[]): void => {
        if (!result.objectStoreNames.contains(store)) result.createObjectStore(store, { keyPath });
      };
      make("notebooks", ["id", "at"]);
      make("files", ["notebook", "source"]);
      make("handles", ["notebook", "source"]);
    };
    request.onsuccess = () => {
      // Another window that erases or brings a newer version does not have to wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => (isNone ? resolve(null) : reject(request.error));
  });
}

/** Resolves when the transaction has gone through, not merely when it was asked for. */
export async function inStore<T>(name: Store, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>, isMade = false): Promise<T | undefined> {
  const database = await open(isMade);
  if (!database) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

/** Where storage is forbidden altogether, nothing can lie in it. */
function isForbidden(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === "SecurityError";
}

/** All remembered files; those whose time is over are removed first. */
async function allFiles(): Promise<KeptFile[]> {
  const all = ((await inStore("files", "readonly", (store) => store.getAll())) ?? []) as KeptFile[];
  const now = new Date().toISOString();
  for (const { notebook, source, until } of all) {
    if (until <= now) await inStore("files", "readwrite", (store) => store.delete([notebook, source]));
  }
  return all.filter(({ until }) => until > now);
}

export const vault = {
  /** Language, theme, density, level: small and never about customers. `{}` where nothing may be stored. */
  settings(): Record<string, string> {
    try {
      return JSON.parse(localStorage.getItem(NAME) ?? "{}") as Record<string, string>;
    } catch {
      return {};
    }
  },

  /** Says whether it could be kept. Without settings, the entry itself goes. */
  keepSettings(settings: Record<string, string>): boolean {
    try {
      if (Object.keys(settings).length === 0) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, JSON.stringify(settings));
      return true;
    } catch {
      return false;
    }
  },

  /** Keeps a version of a notebook, and the newest twenty of each. */
  async keepNotebook(kept: Kept): Promise<boolean> {
    try {
      await inStore("notebooks", "readwrite", (store) => store.put(kept), true);
      const mine = (await vault.notebooks()).filter((other) => other.id === kept.id);
      for (const old of mine.slice(N_VERSIONS)) await inStore("notebooks", "readwrite", (store) => store.delete([old.id, old.at]));
      return true;
    } catch {
      return false;
    }
  },

  /** Newest first. */
  async notebooks(): Promise<Kept[]> {
    try {
      const all = ((await inStore("notebooks", "readonly", (store) => store.getAll())) ?? []) as Kept[];
      return all.sort((a, b) => (a.at < b.at ? 1 : -1));
    } catch {
      return [];
    }
  },

  /** Keeps a file, and asks the browser not to clear it away. */
  async keepFile(kept: KeptFile): Promise<boolean> {
    try {
      await navigator.storage?.persist?.();
      await inStore("files", "readwrite", (store) => store.put(kept), true);
      return true;
    } catch {
      return false;
    }
  },

  async files(notebook: string): Promise<KeptFile[]> {
    try {
      return (await allFiles()).filter((file) => file.notebook === notebook);
    } catch {
      return [];
    }
  },

  async aboutFiles(): Promise<KeptFileAbout[]> {
    try {
      return (await allFiles()).map(({ notebook, source, name, bytes, until }) => ({ notebook, source, name, size: bytes.size, until }));
    } catch {
      return [];
    }
  },

  async dropFile(notebook: string, source: string): Promise<void> {
    try {
      await inStore("files", "readwrite", (store) => store.delete([notebook, source]));
    } catch {
      // It is tried again when the notebook is next kept.
    }
  },

  /** Removes the files and leaves the notebooks. Says whether they are gone. */
  async dropFiles(): Promise<boolean> {
    try {
      await inStore("files", "readwrite", (store) => store.clear());
      return true;
    } catch (fault) {
      return isForbidden(fault);
    }
  },

  /** Removes all that was remembered, and says whether it is gone. The program itself stays, so that it still opens without a network. */
  async erase(): Promise<boolean> {
    try {
      localStorage.removeItem(NAME);
      // While another window still writes, this waits.
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(NAME);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      });
      return true;
    } catch (fault) {
      return isForbidden(fault);
    }
  },
};

/** Removes files whose time is over. */
export async function removeExpired(): Promise<void> {
  await allFiles().catch(() => {});
}
