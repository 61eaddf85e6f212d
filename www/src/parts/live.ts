// One polite live region for the whole page.

/** Has a screen reader say this when it is free. */
export function announce(text: string): void {
  const region = document.getElementById("live");
  if (region) region.textContent = text;
}
