import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Attribution } from "@/components/Attribution";
import { Failure } from "@/components/Failure";
import { PeopleRow } from "@/components/people/PeopleRow";
import { TitleSkeleton } from "@/components/skeletons";
import { isFatal, type Media } from "@/lib/api";
import { credits } from "@/lib/metadata";
import { mediaQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { Details } from "./Details";
import { EditMedia } from "./edit/EditMedia";
import { Extras } from "./Extras";
import { countVersions } from "./FileFacts";
import { titleFacts } from "./facts";
import { GamePage } from "./game/GamePage";
import { Hero } from "./Hero";
import { MatchNotice } from "./MatchNotice";
import { MissingFiles } from "./MissingFiles";
import { PlayButtons } from "./PlayButtons";
import { Related } from "./Related";
import { Seasons } from "./Seasons";
import { TitleMenu } from "./TitleMenu";
import { Trailers } from "./Trailers";
import { Versions } from "./Versions";

/** The page of a movie, show or game. */
export function MediaPage() {
  const id = Number(useParams({ from: "/users/framed/media/$id" }).id);
  const { data: media, error, refetch } = useQuery(mediaQuery(id));
  usePageTitle(media && (media.year ? `${media.title} (${String(media.year)})` : media.title), error);
  if (isFatal(error, media)) return <Failure error={error} retry={() => void refetch()} />;
  if (!media) return <TitleSkeleton />;
  if (media.kind === "game") return <GamePage media={media} />;
  return <Watchable media={media} />;
}

function Watchable({ media }: { media: Media }) {
  const { cast, crew } = credits(media.people);
  const isChoice = countVersions(media.files) > 1; // which one to play comes before everything else
  return (
    <article key={media.id}>
      <Hero
        backdrop={{ itemId: media.id, kind: "backdrop", image: media.pictures.backdrop }}
        poster={{ itemId: media.id, image: media.pictures.poster }}
        title={media.title}
        logo={{ itemId: media.id, image: media.pictures.logo }}
        original={media.original_title}
        others={media.other_titles}
        tagline={media.tagline}
        facts={titleFacts(media)}
        overview={media.overview}
      >
        <PlayButtons media={media} />
        <EditMedia media={media} />
        <TitleMenu media={media} />
      </Hero>
      <div className="page flex flex-col gap-8 pt-8">
        {media.missing && <MissingFiles media={media} />}
        <MatchNotice media={media} />
        {media.kind === "show" && <Seasons media={media} />}
        {media.kind === "movie" && isChoice && <Versions media={media} />}
        <Extras extras={media.extras} itemId={media.id} />
        <div className="-mt-4 flex flex-col gap-2">
          <PeopleRow title="Cast" people={cast} />
          <PeopleRow title="Crew" people={crew} />
          <Trailers trailers={media.trailers} />
          <Related media={media} />
          {media.kind === "movie" && !isChoice && <div className="py-4"><Versions media={media} /></div>}
          <Details about={media} kind={media.kind} libraryId={media.library_id} original={media.original_title === media.title ? null : media.original_title} />
          <Attribution known={media} />
        </div>
      </div>
    </article>
  );
}
