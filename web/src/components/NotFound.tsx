import { Link } from "@tanstack/react-router";
import { usePageTitle } from "@/lib/title";
import { buttonClass } from "./Button";
import { EmptyState } from "./EmptyState";
import { Compass } from "lucide-react";

/** The page for unknown URLs. */
export function NotFound() {
  usePageTitle("Page not found");
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
