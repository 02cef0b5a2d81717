import { useMemo, useState } from "react";
import { artworkUrl, type Image } from "@/lib/api";
import { placeholderImage } from "@/lib/placeholder";

interface Props {
  itemId: number;
  kind: string;
  image: Image | undefined;
  /** CSS pixels at most; screens with more pixels get a larger copy. */
  width: number;
  className?: string;
  eager?: boolean;
}

/** An image over its blurred placeholder. Decorative: the text beside it names what it shows. */
export function Artwork({ itemId, kind, image, width, className = "", eager = false }: Props) {
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const placeholder = useMemo(() => (image ? placeholderImage(image.placeholder) : undefined), [image]);
  if (!image) return null;
  const url = (pixels: number) => artworkUrl(itemId, kind, image, Math.min(pixels, 1920));
  return (
    <div className={`overflow-hidden ${className}`}>
      <div
        className="size-full bg-cover bg-center"
        style={{ backgroundImage: state === "shown" ? undefined : placeholder }}
      >
        {state !== "failed" && (
          <img
            key={image.digest}
            src={url(width)}
            srcSet={`${url(width)} 1x, ${url(width * 2)} 2x`}
            alt=""
            loading={eager ? "eager" : "lazy"}
            decoding="async"
            ref={(element) => {
              if (element?.complete && element.naturalWidth > 0 && state === "loading") setState("shown");
            }}
            onLoad={() => {
              setState("shown");
            }}
            onError={() => {
              setState("failed");
            }}
            className={`size-full object-cover transition-opacity duration-300 ${state === "shown" ? "opacity-100" : "opacity-0"}`}
          />
        )}
      </div>
    </div>
  );
}
