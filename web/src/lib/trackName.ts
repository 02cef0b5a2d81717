/** What a track says of itself: a BCP 47 language tag, a title, and what it is. */
export interface NamedTrack {
  label: string;
  language?: string | null;
  title?: string | null;
  forced?: boolean;
  hearing_impaired?: boolean;
  commentary?: boolean;
  audio_description?: boolean;
}

/** A language's name in the viewer's language, with its script or region: "Chinese (Simplified)". Undefined for an unknown tag. */
export function languageName(tag: string | null | undefined, viewer: readonly string[] = navigator.languages): string | undefined {
  if (!tag) return undefined;
  try {
    const name = new Intl.DisplayNames([...viewer, "en"], { type: "language", languageDisplay: "standard", fallback: "none" }).of(tag);
    return name && name.charAt(0).toLocaleUpperCase(viewer[0]) + name.slice(1);
  } catch {
    return undefined;
  }
}

/** A track's name for the viewer; the server's, which is in the track's own language, where its language is unknown. */
export function trackName(track: NamedTrack, viewer?: readonly string[]): string {
  const language = languageName(track.language, viewer);
  if (!language) return track.label;
  const title = track.title?.trim() ?? "";
  const flags = [
    track.forced && "forced",
    track.hearing_impaired && "SDH",
    track.commentary && !/comment/i.test(title) && "commentary",
    track.audio_description && !/descri/i.test(title) && "audio description",
  ].filter(Boolean);
  const name = title && !title.toLowerCase().includes(language.toLowerCase()) ? `${language} · ${title}` : title || language;
  return flags.length > 0 ? `${name} (${flags.join(", ")})` : name;
}
