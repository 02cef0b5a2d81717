import { ProblemError } from "@/lib/api";

/** The error of a form, unless one of its `fields` shows it. */
export function FormProblem({ error, fields = [] }: { error: Error | null; fields?: string[] }) {
  if (!error || (error instanceof ProblemError && error.field && fields.includes(error.field))) return null;
  return (
    <p role="alert" className="text-sm text-danger">
      {error.message}
    </p>
  );
}

/** The error of one field of a form. */
export function fieldError(error: Error | null, field: string): string | undefined {
  return error instanceof ProblemError && error.field === field ? error.message : undefined;
}
