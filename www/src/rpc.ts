// Calls over a port: one object on the far side, promises on this one. The page talks to its worker, its shell and its
// host in this one protocol, which is also the public one for plain frames:
//   {regulars: 1, id, type: "call", method, args} -> {regulars: 1, id, type: "return" | "error", value}
//   {regulars: 1, type: "event", name, detail}

export interface Endpoint {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** The far object as this side sees it: every method answers with a promise. */
export type Remote<T> = {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** What an error keeps on its way across. */
export interface Fault {
  name: string;
  message: string;
  stack?: string;
}

type Message =
  | { regulars: 1; id: number; type: "call"; method: string; args: unknown[] }
  | { regulars: 1; id: number; type: "return"; value: unknown }
  | { regulars: 1; id: number; type: "error"; value: Fault }
  | { regulars: 1; type: "event"; name: string; detail: unknown };

/** Answers calls with the methods of `api`. A call to anything else is refused. */
export function expose(endpoint: Endpoint, api: object): void {
  endpoint.addEventListener("message", async (event) => {
    const message = event.data as Message;
    if (message?.regulars !== 1 || message.type !== "call") return;
    const { id } = message;
    try {
      const method = (api as Record<string, unknown>)[message.method];
      if (typeof method !== "function") throw new TypeError(`there is no method “${message.method}”; there are ${Object.keys(api).join(", ")}`);
      const value: unknown = await method.apply(api, message.args);
      post(endpoint, { regulars: 1, id, type: "return", value }, value);
    } catch (fault) {
      post(endpoint, { regulars: 1, id, type: "error", value: asFault(fault) });
    }
  });
  endpoint.start?.();
}

/** The far object, and its events. Once `signal` says that the far side is gone, nothing waits for it. */
export function remote<T extends object>(endpoint: Endpoint, onEvent: (name: string, detail: unknown) => void = () => {}, signal?: AbortSignal): Remote<T> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(fault: Error): void }>();
  let lastId = 0;
  signal?.addEventListener("abort", () => {
    for (const call of waiting.values()) call.reject(signal.reason);
    waiting.clear();
  });
  endpoint.addEventListener("message", (event) => {
    const message = event.data as Message;
    if (message?.regulars !== 1 || message.type === "call") return;
    if (message.type === "event") return onEvent(message.name, message.detail);
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "return") call?.resolve(message.value);
    else call?.reject(Object.assign(new Error(message.value.message), message.value));
  });
  endpoint.start?.();
  return new Proxy({} as Remote<T>, {
    get(_, method) {
      // A proxy that answered `then` would be taken for a promise.
      if (typeof method !== "string" || method === "then") return undefined;
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          const id = ++lastId;
          waiting.set(id, { resolve, reject });
          post(endpoint, { regulars: 1, id, type: "call", method, args }, ...args);
        });
    },
  });
}

export function emit(endpoint: Endpoint, name: string, detail: unknown): void {
  post(endpoint, { regulars: 1, type: "event", name, detail });
}

export function asFault(fault: unknown): Fault {
  if (fault instanceof Error) return { name: fault.name, message: fault.message, stack: fault.stack };
  if (typeof fault !== "object" || fault === null) return { name: "Error", message: String(fault) };
  // What the engine throws says itself what to show; all it carries goes along.
  const { text } = fault as { text?: unknown };
  return { ...fault, name: "Error", message: typeof text === "string" ? text : JSON.stringify(fault) };
}

/** Bytes and ports among the values change owner instead of being copied. */
function post(endpoint: Endpoint, message: Message, ...values: unknown[]): void {
  const owned = values.flatMap((value): Transferable[] => {
    if (value instanceof ArrayBuffer || value instanceof MessagePort) return [value];
    return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  });
  endpoint.postMessage(message, owned);
}
