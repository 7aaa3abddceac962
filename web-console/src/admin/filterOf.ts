/** What was typed or chosen in a form of search, by the names of its fields; nothing for those left empty. */
export function filterOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    [...new FormData(form)]
      .map(([name, value]) => [name, String(value).trim()] as const)
      .filter(([, value]) => value),
  );
}
