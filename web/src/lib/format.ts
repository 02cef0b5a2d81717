/** Formats numbers for display. */

/** Seconds as a position: 1:02:03 or 2:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${String(hours)}:${String(minutes).padStart(2, "0")}:${tail}` : `${String(minutes)}:${tail}`;
}

/** Seconds as a duration: 2 h 5 min, 45 min, 30 s. */
export function length(seconds: number | null | undefined): string {
  if (!seconds) return "";
  if (seconds < 60) return `${String(Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${String(minutes)} min`;
  return minutes % 60 === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes % 60)} min`;
}

/** Bytes: 4.2 GB. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : String(Math.round(value))} ${units[power] ?? ""}`;
}

/** "1 title", "3 titles". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** A BCP 47 language tag: "eng" is "en". Undefined for an invalid code. */
export function languageTag(code: string | null | undefined): string | undefined {
  try {
    return code ? Intl.getCanonicalLocales(code)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** "S01E02". */
export function episodeNumber(season: number | null | undefined, episode: number | null | undefined): string {
  return `S${String(season ?? 0).padStart(2, "0")}E${String(episode ?? 0).padStart(2, "0")}`;
}

/** A point in time (UTC seconds since 1970) as "3 hours ago". */
export function ago(seconds: number, now = Date.now() / 1000): string {
  const passed = Math.max(0, now - seconds);
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, "second"], [3600, "minute"], [86_400, "hour"], [30 * 86_400, "day"], [Infinity, "month"]];
  const sizes = { second: 1, minute: 60, hour: 3600, day: 86_400, month: 30 * 86_400 } as Record<Intl.RelativeTimeFormatUnit, number>;
  const unit = steps.find(([end]) => passed < end)?.[1] ?? "month";
  if (unit === "second") return "just now";
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(-Math.floor(passed / sizes[unit]), unit);
}

/** A date, from UTC seconds since 1970. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString("en", { dateStyle: "medium" });
}

/** What User-Agent headers hold on each system; TVs come before the systems that they are built on. */
const systems: [RegExp, string][] = [
  [/Tizen/, "Samsung TV"], [/Web0S|webOS/, "LG TV"], [/Android.*(?:\bTV\b|BRAVIA|\bAFT)/i, "Android TV"], [/Xbox/, "Xbox"], [/PlayStation/, "PlayStation"],
  [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"],
];

/** The name of a device by its User-Agent header: "Chrome on Linux", or the name of the program. */
export function deviceName(agent: string | null | undefined): string {
  if (!agent) return "Unknown device";
  const browser = [/Edg\//, /Firefox\//, /Chrom(?:e|ium)\//, /Safari\//].findIndex((pattern) => pattern.test(agent));
  if (browser < 0) {
    const name = agent.split("/")[0] ?? agent;
    return name.length > 60 ? `${name.slice(0, 59)}…` : name;
  }
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1];
  const name = ["Edge", "Firefox", "Chrome", "Safari"][browser] ?? "Browser";
  return system ? `${name} on ${system}` : name;
}

/** Bits per second: 4.2 Mbit/s. */
export function bitRate(bits: number | null | undefined): string {
  if (!bits) return "";
  return bits < 1_000_000 ? `${String(Math.round(bits / 1000))} kbit/s` : `${(bits / 1_000_000).toFixed(1)} Mbit/s`;
}
