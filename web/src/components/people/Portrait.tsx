import { useState } from "react";
import { imageUrl } from "@/lib/api";
import { initials } from "@/lib/metadata";

interface Props {
  name: string;
  picture: string | null | undefined;
  /** CSS pixels at most. */
  width: number;
  className?: string;
  eager?: boolean;
}

/** A person's picture, or the initials where there is none. Decorative: the name is written beside it. */
export function Portrait({ name, picture, width, className = "", eager = false }: Props) {
  const [failed, setFailed] = useState<string>();
  return (
    <span aria-hidden className={`relative block overflow-hidden bg-linear-to-br from-raised to-surface ring-1 ring-line/60 ${className}`}>
      {picture && picture !== failed ? (
        <img
          src={imageUrl(picture, width)}
          srcSet={`${imageUrl(picture, width)} 1x, ${imageUrl(picture, width * 2)} 2x`}
          alt=""
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          onError={() => { setFailed(picture); }}
          className="size-full object-cover object-[50%_20%]"
        />
      ) : (
        <span className="grid size-full place-items-center text-lg font-semibold tracking-wide text-soft">{initials(name)}</span>
      )}
    </span>
  );
}
