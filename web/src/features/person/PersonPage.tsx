import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ExternalLink, Image } from "lucide-react";
import { Failure } from "@/components/Failure";
import { MediaCard } from "@/components/MediaCard";
import { Portrait } from "@/components/people/Portrait";
import { GridPageSkeleton } from "@/components/skeletons";
import { isFatal, type Card, type PersonRole } from "@/lib/api";
import { count } from "@/lib/format";
import { idUrl, isActing, jobLabel, sourceLabel } from "@/lib/metadata";
import { personQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";

/** A person, and their roles in the titles of this server that the user may see. */
export function PersonPage() {
  const id = Number(useParams({ from: "/users/framed/person/$id" }).id);
  const { data: person, error, refetch } = useQuery(personQuery(id));
  usePageTitle(person?.name, error);
  if (isFatal(error, person)) return <Failure error={error} retry={() => void refetch()} />;
  if (!person) return <GridPageSkeleton />;
  const groups = rolesByJob(person.roles);
  const titles = new Set(person.roles.map((role) => role.title.id)).size;
  const links = Object.entries(person.external_ids).flatMap(([provider, value]) => {
    const url = idUrl(provider, value, "person");
    return url ? [{ provider, url }] : [];
  });
  return (
    <article key={id} className="page pt-8">
      <header className="mb-8 flex items-center gap-6 max-sm:flex-col max-sm:text-center md:gap-8">
        <Portrait name={person.name} picture={person.picture} width={240} eager className="size-36 shrink-0 rounded-full text-2xl shadow-xl md:size-48" />
        <div className="min-w-0">
          <h1 className="text-xl font-bold tracking-tight text-balance wrap-anywhere md:text-2xl">{person.name}</h1>
          <p className="mt-1 text-soft">
            {groups.map((group) => group.label).join(", ")}
            {titles > 0 && ` · ${count(titles, "title")} here`}
          </p>
          {links.length > 0 && (
            <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm max-sm:justify-center">
              {links.map(({ provider, url }) => (
                <li key={provider}>
                  <a href={url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 underline decoration-line underline-offset-4 hover:decoration-accent">
                    {sourceLabel(provider)} <ExternalLink className="size-3.5 text-soft" aria-hidden />
                    <span className="sr-only">(another site)</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
      </header>
      {groups.map((group) => (
        <section key={group.label} className="mb-8">
          <h2 className="mb-3 text-lg font-semibold">{group.label}</h2>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
            {group.titles.map(({ title, text }) => (
              <li key={title.id}>
                <MediaCard card={title} />
                {text && <p className="mt-0.5 line-clamp-2 text-xs text-soft">{text}</p>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && (
        <p className="flex items-center gap-3 text-soft">
          <Image className="size-5" aria-hidden /> None of your titles has this person.
        </p>
      )}
    </article>
  );
}

interface RoleGroup {
  label: string;
  titles: { title: Card; text: string }[];
}

/** Roles by job, acting first; each title once with its characters. */
export function rolesByJob(roles: PersonRole[]): RoleGroup[] {
  const groups = new Map<string, Map<number, { title: Card; texts: string[]; episodes: number }>>();
  for (const role of [...roles].sort((a, b) => Number(isActing(b.job)) - Number(isActing(a.job)))) {
    const label = isActing(role.job) ? "Acting" : jobLabel(role.job);
    const titles = groups.get(label) ?? new Map<number, { title: Card; texts: string[]; episodes: number }>();
    const entry = titles.get(role.title.id) ?? { title: role.title, texts: [], episodes: 0 };
    if (role.character && !entry.texts.includes(role.character)) entry.texts.push(role.character);
    entry.episodes = Math.max(entry.episodes, role.episodes);
    titles.set(role.title.id, entry);
    groups.set(label, titles);
  }
  return [...groups].map(([label, titles]) => ({
    label,
    titles: [...titles.values()].map(({ title, texts, episodes }) => ({
      title,
      text: [texts.length > 0 && `as ${texts.join(", ")}`, episodes > 0 && count(episodes, "episode")].filter(Boolean).join(" · "),
    })),
  }));
}
