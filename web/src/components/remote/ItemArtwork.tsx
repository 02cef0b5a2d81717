import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Artwork } from "@/components/Artwork";
import { cardsQuery } from "@/lib/queries";

interface Props {
  id: number | null;
  /** CSS pixels at most. */
  width?: number;
  /** A poster rather than a wide image. */
  tall?: boolean;
  className?: string;
}

/** An image of a movie or an episode, by its id. */
export function ItemArtwork({ id, width = 320, tall = false, className = "" }: Props) {
  const queryClient = useQueryClient();
  const { data } = useQuery({ ...cardsQuery(queryClient, id === null ? [] : [id]), enabled: id !== null, staleTime: 300_000 });
  const card = data?.[0];
  const { still, backdrop, poster } = card?.pictures ?? {};
  const [kind, image] = tall ? (["poster", poster] as const) : still ? (["still", still] as const) : (["backdrop", backdrop ?? poster] as const);
  const owner = card && (kind === "still" || card.kind !== "episode" ? card.id : card.media_id);
  return (
    <div className={`overflow-hidden bg-raised ${className}`}>
      {owner !== undefined && image && <Artwork key={image.digest} itemId={owner} kind={backdrop || kind !== "backdrop" ? kind : "poster"} image={image} width={width} eager className="size-full" />}
    </div>
  );
}
