/** Lets the reader save something as a file. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name.replace(/[^\p{L}\p{N}.]+/gu, "-").replace(/^-+/, "");
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
