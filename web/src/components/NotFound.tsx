import { Link } from "@tanstack/react-router";
import { buttonClass } from "./Button";
import { EmptyState } from "./EmptyState";
import { Compass } from "lucide-react";

/** The page for unknown URLs. */
export function NotFound() {
  return (
    <main>
      <EmptyState icon={Compass} title="Page not found" text="The address is wrong, or the item was removed.">
        <Link to="/" className={buttonClass("primary")}>
          Home
        </Link>
      </EmptyState>
    </main>
  );
}
