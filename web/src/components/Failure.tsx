import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { ProblemError } from "@/lib/api";
import { Button, buttonClass } from "./Button";

/** What browsers say when the code of a page cannot be loaded: after an upgrade, the server has other files than this page expects. */
const CHUNK_ERRORS = /dynamically imported module|importing a module script|unable to preload css/i;

/** Whether an error means that a part of the UI could not be loaded. */
export function isChunkError(error: unknown): boolean {
  return error instanceof Error && CHUNK_ERRORS.test(error.message);
}

/** An error in the place of a page: what the server said, and what to do: try again, reload, or go home if the item does not exist. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  if (isChunkError(error))
    return (
      <div role="alert" className="mx-auto flex max-w-lg flex-col items-center gap-4 px-6 py-20 text-center">
        <CircleAlert className="size-10 text-danger" aria-hidden />
        <p className="text-balance">This part of Dim could not be loaded. The server may have been upgraded, or is not reachable.</p>
        <Button kind="primary" onClick={() => { window.location.reload(); }}>
          Reload the page
        </Button>
      </div>
    );
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
