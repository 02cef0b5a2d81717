import { QueryCache, QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { base, ProblemError } from "@/lib/api";
import { setDeviceUser } from "@/lib/device";
import { whenIdle } from "@/lib/idle";
import { deviceKind } from "@/lib/remote/thisPlayer";
import { restoreScroll } from "@/lib/scroll";
import { healthQuery, meQuery, type ListOptions } from "@/lib/queries";
import { ChunkError, Failure } from "@/components/Failure";
import { NotFound } from "@/components/NotFound";
import { LiveUpdates } from "@/components/LiveUpdates";
import { Layout } from "@/components/Layout";
import { AppSkeleton, AuthSkeleton, GridPageSkeleton, PlayerSkeleton, TabsSkeleton, TitleSkeleton } from "@/components/skeletons";
import { prefetchToaster } from "@/components/Toasts";
import { prefetchUserMenu } from "@/components/UserButton";
import { HomePage } from "@/features/home/HomePage";

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
      retry: (times, error) =>
        times < 2 && navigator.onLine && (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500),
      networkMode: "always", // offline, a query fails and its page says so, instead of waiting for ever
      refetchOnReconnect: true,
    },
    mutations: { networkMode: "always" },
  },
});

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: NotFound,
});

/** Redirects to set-up on a new server, and to the login page if nobody is signed in. */
async function requireUser({ context, location }: { context: { queryClient: QueryClient }; location: { href: string } }) {
  try {
    setDeviceUser((await context.queryClient.ensureQueryData(meQuery)).id);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    const health = await context.queryClient.fetchQuery(healthQuery);
    if (health.state === "setup") throw redirect({ to: "/setup" });
    throw redirect({ to: deviceKind() === "tv" ? "/login/phone" : "/login", search: { to: location.href } });
  }
}

/** A page whose code is loaded when it is needed. Where that fails, the page that is there says so; the router would leave the app. */
function page<T extends Record<string, unknown>, K extends keyof T & string>(load: () => Promise<T>, name: K) {
  return lazyRouteComponent(() => load().catch((error: unknown) => { throw new ChunkError(error); }), name);
}

/** Every page but the first is a chunk of its own; the player's is by far the largest. */
const playerPage = page(() => import("@/features/player/PlayerPage"), "PlayerPage");

const users = createRoute({ getParentRoute: () => rootRoute, id: "users", beforeLoad: requireUser, component: LiveUpdates, pendingComponent: AppSkeleton });
const framed = createRoute({ getParentRoute: () => users, id: "framed", component: Layout });

const text = (value: unknown) => (typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined);

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search): { to?: string } => ({ to: text(search.to) }),
  component: page(() => import("@/features/auth/LoginPage"), "LoginPage"),
  pendingComponent: AuthSkeleton,
});
const phoneSignInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login/phone",
  validateSearch: (search): { to?: string } => ({ to: text(search.to) }),
  component: page(() => import("@/features/auth/PhoneSignInPage"), "PhoneSignInPage"),
  pendingComponent: AuthSkeleton,
});
const secureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/secure",
  component: page(() => import("@/features/secure/SecurePage"), "SecurePage"),
  pendingComponent: AuthSkeleton,
});
const pairRoute = createRoute({
  getParentRoute: () => users,
  path: "/pair",
  validateSearch: (search): { code?: string } => ({ code: text(search.code) }),
  component: page(() => import("@/features/auth/PairPage"), "PairPage"),
  pendingComponent: AuthSkeleton,
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (search): { code?: string } => ({ code: text(search.code) }),
  component: page(() => import("@/features/auth/SetupPage"), "SetupPage"),
  pendingComponent: AuthSkeleton,
});
const registerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  validateSearch: (search): { invite?: string } => ({ invite: text(search.invite) }),
  component: page(() => import("@/features/auth/RegisterPage"), "RegisterPage"),
  pendingComponent: AuthSkeleton,
});
const homeRoute = createRoute({ getParentRoute: () => framed, path: "/", component: HomePage });
const number = (value: unknown) => (Number.isFinite(Number(value)) && value !== undefined ? Number(value) : undefined);
const flag = (value: unknown) => (value === true || value === "true" ? true : value === false || value === "false" ? false : undefined);
const texts = ["sort", "genre", "certification", "studio", "platform", "source"] as const;
const numbers = ["year_from", "year_to"] as const;
const flags = ["ascending", "watched", "installed", "favorite", "controller", "hidden"] as const;
/** The order and the filters of a grid. */
const listOptions = (search: Record<string, unknown>) => {
  const read = (names: readonly (keyof ListOptions)[], as: (value: unknown) => unknown) => names.map((name) => [name, as(search[name])]);
  return Object.fromEntries([...read(texts, text), ...read(numbers, number), ...read(flags, flag)]) as Partial<ListOptions>;
};
const libraryRoute = createRoute({
  getParentRoute: () => framed,
  path: "/library/$id",
  validateSearch: listOptions,
  component: page(() => import("@/features/library/LibraryPage"), "LibraryPage"),
  pendingComponent: GridPageSkeleton,
});
const fixRoute = createRoute({
  getParentRoute: () => framed,
  path: "/library/$id/fix",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: page(() => import("@/features/fix/FixPage"), "FixPage"),
  pendingComponent: TabsSkeleton,
});
const allGamesRoute = createRoute({
  getParentRoute: () => framed,
  path: "/games",
  validateSearch: listOptions,
  component: page(() => import("@/features/library/AllGamesPage"), "AllGamesPage"),
  pendingComponent: GridPageSkeleton,
});
const playTimeRoute = createRoute({
  getParentRoute: () => framed,
  path: "/play-time",
  component: page(() => import("@/features/games/PlayTimePage"), "PlayTimePage"),
  pendingComponent: TabsSkeleton,
});
const mediaRoute = createRoute({
  getParentRoute: () => framed,
  path: "/media/$id",
  validateSearch: (search): { season?: number } => ({ season: Number(search.season) || undefined }),
  component: page(() => import("@/features/media/MediaPage"), "MediaPage"),
  pendingComponent: TitleSkeleton,
});
const seasonRoute = createRoute({
  getParentRoute: () => framed,
  path: "/season/$id",
  component: page(() => import("@/features/media/SeasonPage"), "SeasonPage"),
  pendingComponent: TitleSkeleton,
});
const episodeRoute = createRoute({
  getParentRoute: () => framed,
  path: "/episode/$id",
  component: page(() => import("@/features/media/EpisodePage"), "EpisodePage"),
  pendingComponent: TitleSkeleton,
});
const personRoute = createRoute({
  getParentRoute: () => framed,
  path: "/person/$id",
  component: page(() => import("@/features/person/PersonPage"), "PersonPage"),
  pendingComponent: GridPageSkeleton,
});
const collectionsRoute = createRoute({
  getParentRoute: () => framed,
  path: "/collections",
  component: page(() => import("@/features/collections/CollectionsPage"), "CollectionsPage"),
  pendingComponent: GridPageSkeleton,
});
const collectionRoute = createRoute({
  getParentRoute: () => framed,
  path: "/collection/$id",
  component: page(() => import("@/features/collections/CollectionPage"), "CollectionPage"),
  pendingComponent: TitleSkeleton,
});
const searchRoute = createRoute({
  getParentRoute: () => framed,
  path: "/search",
  validateSearch: (search): { q?: string } => ({ q: text(search.q) }),
  component: page(() => import("@/features/search/SearchPage"), "SearchPage"),
  pendingComponent: GridPageSkeleton,
});
const remoteRoute = createRoute({
  getParentRoute: () => framed,
  path: "/remote",
  validateSearch: (search): { player?: number } => ({ player: number(search.player) }),
  component: page(() => import("@/features/remote/RemotePage"), "RemotePage"),
  pendingComponent: TitleSkeleton,
});
const settingsRoute = createRoute({
  getParentRoute: () => framed,
  path: "/settings",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: page(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
  pendingComponent: TabsSkeleton,
});
const profileRoute = createRoute({
  getParentRoute: () => framed,
  path: "/profile",
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: page(() => import("@/features/profile/ProfilePage"), "ProfilePage"),
  pendingComponent: TabsSkeleton,
});
const playRoute = createRoute({
  getParentRoute: () => users,
  path: "/play/$id",
  validateSearch: (search): { file?: number; start?: number; paused?: boolean; group?: number } => ({
    file: Number(search.file) || undefined,
    start: search.start === undefined ? undefined : Number(search.start) || 0,
    paused: flag(search.paused) ? true : undefined,
    group: number(search.group),
  }),
  loaderDeps: ({ search }) => ({ isVersion: search.file !== undefined, start: search.start }),
  // on hover, the server may already decide how to play it, and send the beginning
  loader: ({ params, deps, preload }) => {
    if (preload && !deps.isVersion)
      void import("@/features/player/prefetch").then(({ prefetch }) => prefetch({ id: Number(params.id), start: deps.start })).catch(() => undefined);
  },
  component: playerPage,
  pendingComponent: PlayerSkeleton,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    loginRoute,
    phoneSignInRoute,
    registerRoute,
    setupRoute,
    secureRoute,
    users.addChildren([playRoute, pairRoute, framed.addChildren([homeRoute, libraryRoute, fixRoute, allGamesRoute, playTimeRoute, mediaRoute, seasonRoute, episodeRoute, personRoute, collectionsRoute, collectionRoute, searchRoute, remoteRoute, settingsRoute, profileRoute])]),
  ]),
  basepath: base || "/",
  context: { queryClient },
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={() => void router.invalidate().then(reset)} />, // in the place of the page that failed
  defaultPreload: "intent",
  defaultPendingMs: 100, // before that, the page that was there stays
  defaultPendingMinMs: 0,
  scrollRestoration: true,
});

restoreScroll(router);

/** Load the code of the player, and of what is small but not needed at first, once a page for users is there and nothing else loads. */
export function prefetchChunks() {
  const stop = router.subscribe("onRendered", () => {
    if (!router.state.matches.some((match) => match.routeId === users.id)) return;
    stop();
    whenIdle(
      () => queryClient.isFetching() === 0,
      () => {
        prefetchUserMenu();
        prefetchToaster();
        void playerPage.preload?.();
      },
    );
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
