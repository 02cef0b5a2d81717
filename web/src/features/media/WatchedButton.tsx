import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheckBig, Circle } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { client, unwrap } from "@/lib/api";
import { toast } from "@/lib/toast";

interface Props {
  id: number;
  watched: boolean;
  /** What is marked, if that is not clear from where the button is: "Season 2". */
  name?: string;
  /** An icon only, in a list. */
  small?: boolean;
}

/** Marks a movie, an episode, or all episodes of a season or show as watched or not. */
export function WatchedButton({ id, watched, name, small = false }: Props) {
  const queryClient = useQueryClient();
  const mark = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/user/watched/{media_id}", { params: { path: { media_id: id } }, body: { watched: !watched } })),
    onSuccess: () => Promise.all(["media", "season", "episode", "home"].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
    onError: (error) => toast.error(error.message),
  });
  const Icon = watched ? CircleCheckBig : Circle;
  const click = () => { mark.mutate(); };
  if (small)
    return (
      <IconButton label={`Watched: ${name ?? ""}`} aria-pressed={watched} disabled={mark.isPending} onClick={click} className={watched ? "text-good!" : ""}>
        <Icon className="size-5" />
      </IconButton>
    );
  return (
    <Button large className="max-sm:px-4" aria-pressed={watched} disabled={mark.isPending} onClick={click}>
      <Icon className={`size-5 ${watched ? "text-good" : ""}`} aria-hidden />
      {watched ? "Watched" : `Mark ${name ? `${name} ` : ""}as watched`}
    </Button>
  );
}
