import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isShortcut } from "@/lib/shortcut";

/** The search box in the header; results appear while typing. The "/" key focuses it. */
export function SearchBox() {
  const navigate = useNavigate();
  const { q = "" } = useSearch({ strict: false });
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const sent = useRef(new Set<string>());
  useEffect(() => {
    // the URL is behind while someone types; any other change of it changes the text
    if (sent.current.delete(q)) return;
    sent.current.clear();
    setText(q);
  }, [q]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || !isShortcut(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => {
      document.removeEventListener("keydown", focus);
    };
  }, []);
  return (
    <form role="search" className="relative w-full max-w-72" onSubmit={(event) => { event.preventDefault(); }}>
      <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-soft" aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label="Search"
        placeholder="Search"
        value={text}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          sent.current.add(typed);
          void navigate({ to: "/search", search: { q: typed }, replace: window.location.pathname.endsWith("/search") });
        }}
        className="h-10 w-full rounded-lg bg-raised pr-3 pl-9 text-sm placeholder:text-soft"
      />
    </form>
  );
}
