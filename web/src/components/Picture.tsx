import { useState } from "react";
import { pictureUrl, type Picture as PictureData } from "@/lib/api";

interface Props {
  itemId: number;
  kind: string;
  picture: PictureData | undefined;
  /** CSS pixels at most; the browser takes a sharper copy on sharper screens. */
  width: number;
  className?: string;
  eager?: boolean;
}

/** A picture over its blurred placeholder. Decoration: what it shows is said beside it. */
export function Picture({ itemId, kind, picture, width, className = "", eager = false }: Props) {
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  if (!picture) return null;
  const url = (pixels: number) => pictureUrl(itemId, kind, picture, Math.min(pixels, 1920));
  return (
    <div className={`overflow-hidden ${className}`}>
      <div
        className="size-full bg-cover bg-center"
        style={{ backgroundImage: state === "shown" ? undefined : `url(${picture.placeholder})` }}
      >
        {state !== "failed" && (
          <img
            key={picture.digest}
            src={url(width)}
            srcSet={`${url(width)} 1x, ${url(width * 2)} 2x`}
            alt=""
            loading={eager ? "eager" : "lazy"}
            decoding="async"
            ref={(image) => {
              if (image?.complete && image.naturalWidth > 0 && state === "loading") setState("shown");
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
