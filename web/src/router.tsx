import { QueryCache, QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { prepare } from "@/features/player/prepared";
import { base, ProblemError } from "@/lib/api";
import { healthQuery, meQuery, type ListOptions } from "@/lib/queries";
import { Failure } from "@/components/Failure";
import { NotFound } from "@/components/NotFound";
import { Connected } from "@/components/Connected";
import { Layout } from "@/components/Layout";
import { LoginPage } from "@/features/auth/LoginPage";
import { RegisterPage } from "@/features/auth/RegisterPage";
import { SetupPage } from "@/features/auth/SetupPage";
import { HomePage } from "@/features/home/HomePage";
import { LibraryPage } from "@/features/library/LibraryPage";
import { MediaPage } from "@/features/media/MediaPage";
import { SearchPage } from "@/features/search/SearchPage";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof ProblemError && error.status === 401 && query.queryKey[0] !== "me")
        void queryClient.resetQueries({ queryKey: ["me"] }).then(() => router.invalidate());
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (times, error) => times < 2 && (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500),
    },
  },
});

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  errorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  notFoundComponent: NotFound,
});

/** A new server leads to set-up, a visitor to the sign-in, everyone else to where they wanted to go. */
async function requireUser({ context, location }: { context: { queryClient: QueryClient }; location: { href: string } }) {
  try {
    await context.queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    const health = await context.queryClient.fetchQuery(healthQuery);
    if (health.state === "setup") throw redirect({ to: "/setup" });
    throw redirect({ to: "/login", search: { to: location.href } });
  }
}

const users = createRoute({ getParentRoute: () => rootRoute, id: "users", beforeLoad: requireUser, component: Connected });
const framed = createRoute({ getParentRoute: () => users, id: "framed", component: Layout });

const text = (value: unknown) => (typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined);

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search): { to?: string } => ({ to: text(search.to) }),
  component: LoginPage,
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (search): { code?: string } => ({ code: text(search.code) }),
  component: SetupPage,
});
const registerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  validateSearch: (search): { invite?: string } => ({ invite: text(search.invite) }),
  component: RegisterPage,
});
const homeRoute = createRoute({ getParentRoute: () => framed, path: "/", component: HomePage });
const number = (value: unknown) => (Number.isFinite(Number(value)) && value !== undefined ? Number(value) : undefined);
const flag = (value: unknown) => (value === true || value === "true" ? true : value === false || value === "false" ? false : undefined);
const libraryRoute = createRoute({
  getParentRoute: () => framed,
  path: "/library/$id",
  validateSearch: (search): Partial<ListOptions> => ({
    sort: text(search.sort),
    ascending: flag(search.ascending),
    genre: text(search.genre),
    year_from: number(search.year_from),
    year_to: number(search.year_to),
    certification: text(search.certification),
    watched: flag(search.watched),
  }),
  component: LibraryPage,
});
const fixRoute = createRoute({
  getParentRoute: () => framed,
  path: "/library/$id/fix",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import("@/features/fix/FixPage"), "FixPage"),
});
const mediaRoute = createRoute({
  getParentRoute: () => framed,
  path: "/media/$id",
  validateSearch: (search): { season?: number } => ({ season: Number(search.season) || undefined }),
  component: MediaPage,
});
const searchRoute = createRoute({
  getParentRoute: () => framed,
  path: "/search",
  validateSearch: (search): { q?: string } => ({ q: text(search.q) }),
  component: SearchPage,
});
const settingsRoute = createRoute({
  getParentRoute: () => framed,
  path: "/settings",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});
const profileRoute = createRoute({
  getParentRoute: () => framed,
  path: "/profile",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import("@/features/profile/ProfilePage"), "ProfilePage"),
});
const playRoute = createRoute({
  getParentRoute: () => users,
  path: "/play/$id",
  validateSearch: (search): { file?: number; start?: number } => ({
    file: Number(search.file) || undefined,
    start: search.start === undefined ? undefined : Number(search.start) || 0,
  }),
  loaderDeps: ({ search }) => ({ isVersion: search.file !== undefined, start: search.start }),
  // one points at Play before one presses it: the server may decide meanwhile
  loader: ({ params, deps, preload }) => {
    if (preload && !deps.isVersion) void prepare({ id: Number(params.id), start: deps.start }).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("@/features/player/PlayerPage"), "PlayerPage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    loginRoute,
    registerRoute,
    setupRoute,
    users.addChildren([playRoute, framed.addChildren([homeRoute, libraryRoute, fixRoute, mediaRoute, searchRoute, settingsRoute, profileRoute])]),
  ]),
  basepath: base || "/",
  context: { queryClient },
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
