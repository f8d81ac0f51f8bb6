export function controlFile(
  values: Readonly<Record<string, string | readonly string[]>> & { readonly description: string },
  kilobytes: number | string,
): string
