export function extractZip(archive: string, dir: string, rename?: (name: string) => string | null): Promise<void>
