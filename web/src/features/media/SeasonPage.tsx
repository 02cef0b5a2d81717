import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Attribution } from "@/components/Attribution";
import { buttonClass } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { PeopleRow } from "@/components/people/PeopleRow";
import { TitleSkeleton } from "@/components/skeletons";
import { isFatal } from "@/lib/api";
import { count, episodeNumber, length } from "@/lib/format";
import { credits, dateText } from "@/lib/metadata";
import { mediaQuery, seasonQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { Details } from "./Details";
import { EditSeason } from "./edit/EditSeason";
import { Episodes } from "./Episodes";
import { ratingFact } from "./facts";
import { Hero } from "./Hero";
import { PlayLinks } from "./PlayButtons";
import { ArtworkMenu } from "./artwork/ArtworkMenu";
import { WatchedButton } from "./WatchedButton";

/** The page of a season. */
export function SeasonPage() {
  const id = Number(useParams({ from: "/users/framed/season/$id" }).id);
  const { data: season, error, refetch } = useQuery(seasonQuery(id));
  const { data: show } = useQuery({ ...mediaQuery(season?.tv_id ?? 0), enabled: season !== undefined });
  usePageTitle(season && show && `${season.title} · ${show.title}`, error);
  if (isFatal(error, season)) return <Failure error={error} retry={() => void refetch()} />;
  if (!season || !show) return <TitleSkeleton />;
  const { episodes } = season;
  const next = episodes.find((episode) => !episode.watched && episode.seconds > 0) ?? episodes.find((episode) => !episode.watched);
  const target = next ?? episodes[0];
  const place = show.seasons.findIndex((other) => other.id === id);
  const [before, after] = [show.seasons[place - 1], show.seasons[place + 1]];
  return (
    <article key={id}>
      <Hero
        backdrop={{ itemId: show.id, kind: "backdrop", image: show.pictures.backdrop }}
        poster={season.pictures.poster ? { itemId: id, image: season.pictures.poster } : { itemId: show.id, image: show.pictures.poster }}
        above={
          <Link to="/media/$id" params={{ id: String(show.id) }} className="hover:text-ink">
            {show.title}
          </Link>
        }
        title={season.title}
        facts={[
          count(episodes.length, "episode"),
          length(episodes.reduce((sum, episode) => sum + (episode.duration ?? 0), 0)),
          dateText(season.released ?? episodes[0]?.air_date),
          ratingFact(season),
        ].filter(Boolean)}
        overview={season.overview}
      >
        {target && <PlayLinks id={target.id} name={episodeNumber(target.season, target.episode)} seconds={next?.seconds ?? 0} again={!next} />}
        {target && <WatchedButton id={id} watched={!next} name="season" />}
        <EditSeason season={season} />
        <ArtworkMenu itemId={id} title={`${season.title} · ${show.title}`} kinds={["poster"]} />
      </Hero>
      <div className="page flex flex-col gap-6 pt-8">
        <Episodes episodes={episodes} nextId={show.next_episode?.id} />
        <nav aria-label="Other seasons" className="flex flex-wrap justify-between gap-3">
          {before ? (
            <Link to="/season/$id" params={{ id: String(before.id) }} className={buttonClass()}>
              <ChevronLeft className="size-4" aria-hidden /> {before.title}
            </Link>
          ) : (
            <span />
          )}
          {after && (
            <Link to="/season/$id" params={{ id: String(after.id) }} className={buttonClass()}>
              {after.title} <ChevronRight className="size-4" aria-hidden />
            </Link>
          )}
        </nav>
        <div>
          <PeopleRow title="Cast" people={credits(season.people).cast} />
          <Details about={{ ...season, ratings: [] }} kind="season" libraryId={show.library_id} />
          <Attribution known={season} />
        </div>
      </div>
    </article>
  );
}
