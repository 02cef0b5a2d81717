import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartColumn } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { isFatal } from "@/lib/api";
import { count } from "@/lib/format";
import { gameStatisticsQuery, playTime, usePlatformName } from "@/lib/games";
import { usePageTitle } from "@/lib/title";
import { BarList } from "./BarList";
import { WeekPlot } from "./WeekPlot";

/** What the user played: in numbers, by game, by platform, and when each game was played last. */
export function PlayTimePage() {
  const { data, error, refetch } = useQuery(gameStatisticsQuery);
  usePageTitle("Play time", error);
  const platformName = usePlatformName();
  if (isFatal(error, data)) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className="page flex flex-col gap-10 pt-6">
      <h1 className="text-xl font-bold tracking-tight">Play time</h1>
      {!data && <div className="h-40 skeleton rounded-xl" aria-hidden />}
      {data?.games === 0 && (
        <EmptyState icon={ChartColumn} title="Nothing played yet" text="What you play appears here, from the accounts of launchers that are yours. An admin says whose an account is in the settings of its library." />
      )}
      {data && data.games > 0 && (
        <>
          <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
            <Figure name="In all" value={playTime(data.seconds)} />
            <Figure name="Games played" value={data.games.toLocaleString("en")} />
            <Figure name="Games in all" value={data.owned.toLocaleString("en")} />
            <Figure name="A game, on average" value={playTime(data.seconds / data.games)} />
          </dl>
          <Section title="Most played">
            <BarList
              bars={data.most_played.map((one) => ({
                key: one.id,
                label: <Link to="/media/$id" params={{ id: String(one.id) }} className="underline-offset-4 decoration-accent hover:underline">{one.title}</Link>,
                value: one.seconds,
                text: playTime(one.seconds),
              }))}
            />
          </Section>
          {data.platforms.length > 0 && (
            <Section title="By platform" hint="The play time of all games that run on it.">
              <BarList bars={data.platforms.map((one) => ({ key: one.platform, label: platformName(one.platform), value: one.seconds, text: `${playTime(one.seconds)} · ${count(one.games, "game")}` }))} />
            </Section>
          )}
          <Section title="By week" hint="The games that were last played in each week. Launchers do not keep how long each time was.">
            <WeekPlot weeks={data.weeks} />
          </Section>
        </>
      )}
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col-reverse rounded-xl bg-raised/60 p-4">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className="text-xl font-bold tabular-nums">{value}</dd>
    </div>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-lg font-semibold">{title}</h2>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
