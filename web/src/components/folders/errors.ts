import { ProblemError } from "@/lib/api";

/** The error of the folder at a position of the list that was sent: `field` is "paths.1". */
export function folderError(error: Error | null, position: number): string | undefined {
  return error instanceof ProblemError && error.field === `paths.${String(position)}` ? error.message : undefined;
}

/** Whether one of the folders shows an error. */
export function isFolderError(error: Error | null): boolean {
  return error instanceof ProblemError && /^paths\.\d+$/.test(error.field ?? "");
}
