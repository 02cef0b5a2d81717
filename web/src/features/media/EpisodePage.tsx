import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Attribution } from "@/components/Attribution";
import { buttonClass } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { PeopleRow } from "@/components/people/PeopleRow";
import { TitleSkeleton } from "@/components/skeletons";
import { isFatal } from "@/lib/api";
import { episodeNumber, length } from "@/lib/format";
import { credits, dateText } from "@/lib/metadata";
import { episodeQuery, seasonQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { ArtworkMenu } from "./artwork/ArtworkMenu";
import { Details } from "./Details";
import { EditEpisode } from "./edit/EditEpisode";
import { episodeName } from "./Episodes";
import { countVersions, FileFacts, filesHeading, PlayVersion } from "./FileFacts";
import { certificationFact, ratingFact } from "./facts";
import { FixEpisode } from "./FixEpisode";
import { Hero } from "./Hero";
import { PlayLinks } from "./PlayButtons";
import { WatchedButton } from "./WatchedButton";

/** The page of an episode. */
export function EpisodePage() {
  const id = Number(useParams({ from: "/users/framed/episode/$id" }).id);
  const { data: episode, error, refetch } = useQuery(episodeQuery(id));
  const { data: season } = useQuery({ ...seasonQuery(episode?.season_id ?? 0), enabled: episode !== undefined });
  const number = episodeNumber(episode?.season, episode?.episode);
  usePageTitle(episode && `${number} ${episodeName(episode)} · ${episode.title}`, error);
  if (isFatal(error, episode)) return <Failure error={error} retry={() => void refetch()} />;
  if (!episode) return <TitleSkeleton />;
  const { still, backdrop } = episode.pictures;
  const { cast, crew } = credits(episode.people);
  return (
    <article key={id}>
      <Hero
        backdrop={still ? { itemId: id, kind: "still", image: still } : { itemId: episode.media_id, kind: "backdrop", image: backdrop }}
        above={
          <>
            <Link to="/media/$id" params={{ id: String(episode.media_id) }} className="hover:text-ink">
              {episode.title}
            </Link>
            {" · "}
            <Link to="/season/$id" params={{ id: String(episode.season_id) }} className="hover:text-ink">
              {season?.title ?? (episode.season === 0 ? "Specials" : `Season ${String(episode.season ?? "")}`)}
            </Link>
          </>
        }
        title={episodeName(episode)}
        facts={[number, length(episode.duration), dateText(episode.air_date), certificationFact(episode.certification), ratingFact(episode)].filter(Boolean)}
        overview={episode.overview}
      >
        {episode.files.length > 0 && <PlayLinks id={id} seconds={episode.watched ? 0 : episode.seconds} again={episode.watched} />}
        <WatchedButton id={id} watched={episode.watched} />
        {episode.following && (
          <Link to="/episode/$id" params={{ id: String(episode.following.id) }} className={buttonClass("plain", true)}>
            {episodeNumber(episode.following.season, episode.following.episode)} <ChevronRight className="size-5" aria-hidden />
            <span className="sr-only">Next episode</span>
          </Link>
        )}
        <EditEpisode episode={episode} name={`${number} ${episodeName(episode)}`} />
        <FixEpisode episode={episode} name={`${number} ${episodeName(episode)}`} />
        <ArtworkMenu itemId={id} title={`${number} ${episodeName(episode)}`} kinds={["still"]} />
      </Hero>
      <section className="page pt-8">
        <h2 className="mb-3 text-lg font-semibold">{filesHeading(episode.files)}</h2>
        <ul className="flex flex-col gap-2">
          {episode.files.map((file) => (
            <li key={file.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl bg-surface p-4">
              <FileFacts file={file} otherwise="Episode" />
              {countVersions(episode.files) > 1 && file.id === file.version && <PlayVersion itemId={id} file={file} />}
            </li>
          ))}
        </ul>
      </section>
      <div className="page flex flex-col gap-2 pt-4">
        <PeopleRow title="Cast" people={cast} />
        <PeopleRow title="Crew" people={crew} />
        <Details about={episode} kind="episode" libraryId={episode.library_id} />
        <Attribution known={episode} />
      </div>
    </article>
  );
}
