import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Credited } from "@/lib/metadata";
import { Row } from "../Row";
import { Portrait } from "./Portrait";

const FIRST = 20;

/** A row of round portraits with names and roles; each leads to the person's page. */
export function PeopleRow({ title, people }: { title: string; people: Credited[] }) {
  const [all, setAll] = useState(false);
  if (people.length === 0) return null;
  const shown = all ? people : people.slice(0, FIRST);
  return (
    <Row title={title} count={shown.length}>
      {shown.map((person) => (
        <li key={person.id} className="w-24 shrink-0 snap-start md:w-32">
          <PersonLink person={person} />
        </li>
      ))}
      {shown.length < people.length && (
        <li className="w-24 shrink-0 snap-start md:w-32">
          <button
            type="button"
            onClick={() => { setAll(true); }}
            className="grid aspect-square w-full place-items-center rounded-full bg-surface text-sm font-medium text-soft ring-1 ring-line/60 hover:text-ink"
          >
            All {people.length}
          </button>
        </li>
      )}
    </Row>
  );
}

/** A portrait with name and role, as a link. */
export function PersonLink({ person }: { person: Pick<Credited, "id" | "name" | "picture"> & { roles?: string } }) {
  return (
    <Link to="/person/$id" params={{ id: String(person.id) }} className="group block rounded-xl text-center" title={person.name}>
      <Portrait
        name={person.name}
        picture={person.picture}
        width={160}
        className="aspect-square w-full rounded-full transition duration-200 group-hover:ring-2 group-hover:ring-accent"
      />
      <span className="mt-2 line-clamp-2 text-sm font-medium text-balance wrap-anywhere">{person.name}</span>
      {person.roles && <span className="line-clamp-2 text-xs text-balance wrap-anywhere text-soft">{person.roles}</span>}
    </Link>
  );
}
