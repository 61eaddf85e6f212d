// What this computer remembers, and only if asked: settings in localStorage, notebooks (recipes without customer data)
// in IndexedDB. Everything lies under one name, so that Erase leaves nothing.

const NAME = "regulars";
const N_VERSIONS = 20;

/** A remembered notebook. */
export interface Kept {
  id: string;
  title: string;
  /** ISO time. */
  at: string;
  json: string;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("notebooks", { keyPath: ["id", "at"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(database.transaction("notebooks", mode).objectStore("notebooks"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
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

  /** Says whether it could be kept. */
  keepSettings(settings: Record<string, string>): boolean {
    try {
      localStorage.setItem(NAME, JSON.stringify(settings));
      return true;
    } catch {
      return false;
    }
  },

  /** Keeps a version of a notebook, and the newest twenty of each. */
  async keepNotebook(kept: Kept): Promise<boolean> {
    try {
      await inStore("readwrite", (store) => store.put(kept));
      const mine = (await vault.notebooks()).filter((other) => other.id === kept.id);
      for (const old of mine.slice(N_VERSIONS)) await inStore("readwrite", (store) => store.delete([old.id, old.at]));
      return true;
    } catch {
      return false;
    }
  },

  /** Newest first. */
  async notebooks(): Promise<Kept[]> {
    try {
      const all = (await inStore("readonly", (store) => store.getAll())) as Kept[];
      return all.sort((a, b) => (a.at < b.at ? 1 : -1));
    } catch {
      return [];
    }
  },

  /** Removes all of it, caches of the site included. */
  async erase(): Promise<void> {
    try {
      localStorage.removeItem(NAME);
      indexedDB.deleteDatabase(NAME);
    } catch {
      // Nothing could have been stored either.
    }
  },
};
