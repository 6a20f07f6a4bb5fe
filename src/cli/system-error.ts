/** What the operating system's most frequent errors about files say, by their codes. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "no space left on the disk",
  ENOENT: "no such file or folder",
  EEXIST: "expected a folder or nothing, found a file",
  ENOTDIR: "expected a folder on the way to it, found a file",
  EISDIR: "expected a file, found a folder",
  ENAMETOOLONG: "the name is too long",
};

/** An error of the operating system about a file or a folder in words, its path first; undefined for any other error. */
export function systemErrorWords(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  const { code = "", path } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  return words === undefined || path === undefined ? undefined : `${path}: ${words}`;
}
