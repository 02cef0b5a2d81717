import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { SearchX, Search } from "lucide-react";
import type { ReactNode } from "react";
import { CollectionCard } from "@/components/CollectionCard";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { MediaCard } from "@/components/MediaCard";
import { PersonLink } from "@/components/people/PeopleRow";
import { Row } from "@/components/Row";
import { GridSkeleton } from "@/components/skeletons";
import { isFatal } from "@/lib/api";
import { librariesQuery, searchAllQuery, searchQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { EpisodeResult } from "./EpisodeResult";

/** The results of the search box, in groups: titles, episodes, people, collections, genres. */
export function SearchPage() {
  const { q = "" } = useSearch({ from: "/users/framed/search" });
  const titles = useQuery(searchQuery(q));
  const { data: groups, error, isPending } = useQuery(searchAllQuery(q));
  usePageTitle(q.trim() ? `“${q}”` : "Search");
  if (isFatal(titles.error, titles.data)) return <Failure error={titles.error} retry={() => void titles.refetch()} />;
  const isAsked = q.trim() !== "";
  const found = isAsked ? titles.data : undefined;
  const others = isAsked ? groups : undefined;
  const none = found?.length === 0 && (error ? true : others !== undefined && others.people.length + others.collections.length + others.genres.length + others.episodes.length === 0);
  return (
    <div className="page pt-6">
      <h1 className="mb-6 truncate text-xl font-bold tracking-tight">{isAsked ? `“${q}”` : "Search"}</h1>
      {!isAsked && <EmptyState icon={Search} title="What are you looking for?" text="Type the first letters of any words in a title, a person's name, a collection or a genre. Accents, case and small typos do not matter." />}
      {isAsked && !found && <GridSkeleton />}
      {none && !isPending && <EmptyState icon={SearchX} title="No results" text="No title matches. Try fewer words." />}
      {others && others.genres.length > 0 && <Genres genres={others.genres} />}
      {found && found.length > 0 && (
        <Group title="Titles">
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
            {found.map((card) => (
              <li key={card.id}>
                <MediaCard card={card} />
              </li>
            ))}
          </ul>
        </Group>
      )}
      {others && others.people.length > 0 && (
        <Row title="People" count={others.people.length}>
          {others.people.map((person) => (
            <li key={person.id} className="w-24 shrink-0 snap-start md:w-32">
              <PersonLink person={person} />
            </li>
          ))}
        </Row>
      )}
      {others && others.collections.length > 0 && (
        <Row title="Collections" count={others.collections.length}>
          {others.collections.map((collection) => (
            <li key={collection.id} className="w-32 shrink-0 snap-start md:w-44">
              <CollectionCard collection={collection} />
            </li>
          ))}
        </Row>
      )}
      {others && others.episodes.length > 0 && (
        <Group title="Episodes">
          <ul className="grid gap-2 md:grid-cols-2 xl:grid-cols-3">
            {others.episodes.map((card) => (
              <li key={card.id}>
                <EpisodeResult card={card} />
              </li>
            ))}
          </ul>
        </Group>
      )}
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="py-4">
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Genres, each leading to its titles in each library. */
function Genres({ genres }: { genres: string[] }) {
  const { data: libraries } = useQuery(librariesQuery);
  return (
    <Group title="Genres">
      <ul className="flex flex-wrap gap-2">
        {genres.flatMap((genre) =>
          (libraries ?? []).map((library) => (
            <li key={`${genre} ${String(library.id)}`}>
              <Link
                to="/library/$id"
                params={{ id: String(library.id) }}
                search={{ genre }}
                className="flex items-baseline gap-2 rounded-full bg-raised px-4 py-2 text-sm font-medium hover:bg-accent hover:text-on-accent"
              >
                {genre} <span className="text-xs font-normal opacity-80">{library.name}</span>
              </Link>
            </li>
          )),
        )}
      </ul>
    </Group>
  );
}
