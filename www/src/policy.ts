// Trusted Types: the one place where the app turns text into a script passes through here.

interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}


const rules: Policy = { createScriptURL: (url) => url };

/** In a browser without Trusted Types, text stays text. */
export const policy: Policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("regulars", rules) ?? rules;
