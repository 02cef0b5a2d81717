import { Link } from "@tanstack/react-router";
import { CircleAlert, WifiOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { base, ProblemError } from "@/lib/api";
import { useOnline } from "@/lib/online";
import { Button, buttonClass } from "./Button";

/** What browsers say when the code of a page cannot be loaded: after an upgrade, the server has other files than this page expects. */
const CHUNK_ERRORS = /dynamically imported module|importing a module script|unable to preload css/i;

/** The code of a page could not be loaded. */
export class ChunkError extends Error {
  constructor(cause: unknown) {
    super("This part of Dim could not be loaded.", { cause });
  }
}

/** Whether an error means that a part of the UI could not be loaded. */
export function isChunkError(error: unknown): boolean {
  return error instanceof ChunkError || (error instanceof Error && CHUNK_ERRORS.test(error.message));
}

/** An error in the place of a page: what the server said, and what to do: try again, reload, or go home if the item does not exist. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const online = useOnline();
  const isChunk = isChunkError(error);
  const wasOffline = useRef(!online);
  useEffect(() => {
    if (online && wasOffline.current) {
      if (isChunk) window.location.reload(); // browsers do not load a failed module again
      else retry?.();
    }
    wasOffline.current = !online;
  });
  if (!online)
    return (
      <div role="alert" className="mx-auto flex max-w-lg flex-col items-center gap-4 px-6 py-20 text-center">
        <WifiOff className="size-10 text-accent" aria-hidden />
        <h2 className="text-lg font-semibold">You are offline</h2>
        <p className="text-balance">Connect to the network of your Dim server. This page continues by itself.</p>
        <Button onClick={() => { window.history.back(); }}>Go back</Button>
      </div>
    );
  if (isChunk)
    return (
      <div role="alert" className="mx-auto flex max-w-lg flex-col items-center gap-4 px-6 py-20 text-center">
        <CircleAlert className="size-10 text-danger" aria-hidden />
        <p className="text-balance">This part of Dim could not be loaded. The server may have been upgraded, or is not reachable.</p>
        <ReloadButton />
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

/** Reloads the page, but only if the server answers: without it, the browser would show an error page of its own. */
function ReloadButton() {
  const [state, setState] = useState<"idle" | "asking" | "unreachable">("idle");
  const reload = async () => {
    setState("asking");
    const answer = await fetch(`${base}/health`).catch(() => undefined);
    if (answer?.ok) window.location.reload();
    else setState("unreachable");
  };
  return (
    <>
      <Button kind="primary" disabled={state === "asking"} onClick={() => void reload()}>
        Reload the page
      </Button>
      {state === "unreachable" && (
        <p role="status" className="text-sm text-soft">
          The server does not answer. Check that Dim is running, then try again.
        </p>
      )}
    </>
  );
}
