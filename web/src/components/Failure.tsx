import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { ProblemError } from "@/lib/api";
import { Button, buttonClass } from "./Button";

/** Something could not be shown: what the server said, and a way to try again; or out, where it is not there. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const text = error instanceof Error ? error.message : "Something went wrong.";
  return (
    <div role="alert" className="mx-auto flex max-w-lg flex-col items-center gap-4 px-6 py-20 text-center">
      <CircleAlert className="size-10 text-danger" aria-hidden />
      <p className="text-balance">{text}</p>
      {error instanceof ProblemError && error.status === 404 ? (
        <Link to="/" className={buttonClass("primary")}>
          Home
        </Link>
      ) : (
        retry && <Button onClick={retry}>Try again</Button>
      )}
    </div>
  );
}
