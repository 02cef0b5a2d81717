import { ProblemError } from "@/lib/api";

/** What went wrong with a form, where no field of it says so already. */
export function FormProblem({ error, fields = [] }: { error: Error | null; fields?: string[] }) {
  if (!error || (error instanceof ProblemError && error.field && fields.includes(error.field))) return null;
  return (
    <p role="alert" className="text-sm text-danger">
      {error.message}
    </p>
  );
}

/** What is wrong with one field of a form. */
export function fieldError(error: Error | null, field: string): string | undefined {
  return error instanceof ProblemError && error.field === field ? error.message : undefined;
}
