import { useState } from "react";
import { Modal } from "@/components/Modal";
import { Row } from "@/components/Row";
import { base, type Media } from "@/lib/api";

/** The user's own screenshots of a game, and a large view of one. */
export function Screenshots({ media }: { media: Media }) {
  const [shown, setShown] = useState<number>();
  const found = media.screenshots ?? [];
  const address = (number: number) => `${base}/api/v1/game/${String(media.id)}/screenshot/${String(number)}`;
  if (found.length === 0) return null;
  return (
    <>
      <Row title="Screenshots" count={found.length}>
        {found.map((number, place) => (
          <li key={number} className="shrink-0 snap-start">
          <button
            type="button"
            aria-label={`Screenshot ${String(place + 1)} of ${String(found.length)}`}
            onClick={() => { setShown(number); }}
            className="aspect-video w-72 shrink-0 overflow-hidden rounded-xl bg-surface ring-1 ring-line/60 hover:ring-2 hover:ring-accent"
          >
            <img src={address(number)} alt="" loading="lazy" className="size-full object-cover" />
          </button>
          </li>
        ))}
      </Row>
      <Modal open={shown !== undefined} onOpenChange={() => { setShown(undefined); }} title={media.title} wide>
        {shown !== undefined && <img src={address(shown)} alt={`A screenshot of ${media.title}`} className="w-full rounded-lg" />}
      </Modal>
    </>
  );
}
