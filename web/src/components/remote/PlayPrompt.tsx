import { Dialog } from "@base-ui/react/dialog";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/Button";
import { cardsQuery } from "@/lib/queries";
import { open } from "@/lib/remote/launch";
import { setRequest } from "@/lib/remote/request";
import { playRequested, type Told } from "@/lib/remote/thisPlayer";
import { ItemArtwork } from "./ItemArtwork";

/** Asks for the touch or the key that the browser wants before it plays or starts what another screen chose for this one. */
export default function PlayPrompt({ request }: { request: Told }) {
  const queryClient = useQueryClient();
  const id = request.item_id as number;
  const { data: cards } = useQuery(cardsQuery(queryClient, [id]));
  const isGame = request.command === "launch";
  const begin = () => {
    if (isGame) open(request);
    else playRequested();
  };
  const play = useRef<HTMLButtonElement>(null);
  const dismiss = () => { setRequest(undefined); };
  const from = typeof request.from === "string" ? request.from : "Another screen";
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) dismiss(); }}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/90" />
        <Dialog.Popup initialFocus={play} className="fixed inset-0 z-50 m-auto flex h-fit max-h-dvh w-full max-w-2xl flex-col items-center gap-6 overflow-y-auto p-6 text-center text-white">
          <ItemArtwork id={id} width={640} className="aspect-video w-full max-w-md rounded-2xl shadow-2xl" />
          <div>
            <Dialog.Description className="text-lg wrap-anywhere text-white/80">{from} wants to {isGame ? "start a game" : "play"} here</Dialog.Description>
            <Dialog.Title className="mt-1 line-clamp-3 text-xl font-bold wrap-anywhere sm:text-2xl">{cards?.[0]?.title ?? (isGame ? "a game" : "a title")}</Dialog.Title>
          </div>
          <button
            ref={play}
            type="button"
            onClick={begin}
            className="inline-flex h-16 items-center gap-3 rounded-2xl bg-accent px-10 text-xl font-semibold text-on-accent focus-visible:outline-4 focus-visible:outline-offset-4 focus-visible:outline-white"
          >
            <Play className="size-7 fill-current" aria-hidden /> {isGame ? "Start" : "Play"}
          </button>
          <p className="text-sm text-white/75">This browser wants a touch, a click or a key before it {isGame ? "opens a launcher" : "plays with sound"}.</p>
          <Button kind="quiet" className="text-white/80!" onClick={dismiss}>Not now</Button>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
