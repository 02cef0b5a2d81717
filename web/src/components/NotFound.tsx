import { Link } from "@tanstack/react-router";
import { buttonClass } from "./Button";
import { EmptyState } from "./EmptyState";
import { Compass } from "lucide-react";

/** No page has this address. */
export function NotFound() {
  return (
    <main>
      <EmptyState icon={Compass} title="There is nothing here" text="The address is wrong, or what it showed is gone.">
        <Link to="/" className={buttonClass("primary")}>
          Home
        </Link>
      </EmptyState>
    </main>
  );
}
