// Trusted Types: the two places where the shell turns text into a document or a script pass through here.

interface Policy {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = { createHTML: (text) => text, createScriptURL: (url) => url };

/** In a browser without Trusted Types, text stays text. */
export const policy: Policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("regulars", rules) ?? rules;
