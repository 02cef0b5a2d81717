import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowUp, X } from "lucide-react";
import { Failure } from "@/components/Failure";
import { IconButton } from "@/components/Button";
import { FormProblem } from "@/components/FormProblem";
import { Select } from "@/components/Select";
import { client, isFatal, unwrap, type PreferredTracks } from "@/lib/api";
import { languageName, LANGUAGES } from "@/lib/languages";
import { preferencesQuery } from "@/lib/queries";

const audios = [
  { value: "original", label: "Original" },
  { value: "mine", label: "In my languages, if there is one" },
] as const;
const subtitles = [
  { value: "needed", label: "When I don't speak the language" },
  { value: "always", label: "Always" },
  { value: "never", label: "Never" },
] as const;

/** Which audio and subtitles play at first. Every change is saved at once. */
export function PlaybackTab() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(preferencesQuery);
  const save = useMutation({
    mutationFn: (body: PreferredTracks) => unwrap(client.PUT("/api/v1/user/preferences", { body })),
    onMutate: (body) => { queryClient.setQueryData(preferencesQuery.queryKey, body); },
    onError: () => queryClient.invalidateQueries({ queryKey: preferencesQuery.queryKey }),
  });
  if (isFatal(error, data)) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <div className="h-72 max-w-xl skeleton rounded-2xl" />;
  const change = (part: Partial<PreferredTracks>) => { save.mutate({ ...data, ...part }); };
  return (
    <section className="flex max-w-xl flex-col gap-5 rounded-2xl bg-surface p-5 ring-1 ring-line" aria-labelledby="playback">
      <div>
        <h2 id="playback" className="text-lg font-semibold">
          Audio and subtitles
        </h2>
        <p className="mt-1 text-sm text-soft">What plays at first. What you choose in the player is kept for that movie or show.</p>
      </div>
      <Languages chosen={data.languages} onChange={(languages) => { change({ languages }); }} />
      <Select label="Audio" value={data.audio} options={[...audios]} onChange={(audio) => { change({ audio }); }} />
      <Select
        label="Subtitles"
        value={data.subtitles}
        options={[...subtitles]}
        onChange={(value) => { change({ subtitles: value }); }}
        hint={data.languages.length === 0 ? "Add your languages first; without them, every file decides for itself." : undefined}
      />
      <FormProblem error={save.error} />
    </section>
  );
}

function Languages({ chosen, onChange }: { chosen: string[]; onChange: (languages: string[]) => void }) {
  const first = (code: string) => { onChange([code, ...chosen.filter((other) => other !== code)]); };
  return (
    <div className="flex flex-col gap-3">
      {chosen.length > 0 && (
        <ol className="flex flex-wrap gap-2" aria-label="My languages">
          {chosen.map((code, place) => (
            <li key={code} className="flex items-center rounded-lg bg-raised pl-3 text-sm font-medium">
              <span lang={code}>{languageName(code)}</span>
              {place > 0 && (
                <IconButton label={`Prefer ${languageName(code)}`} onClick={() => { first(code); }}>
                  <ArrowUp className="size-4" />
                </IconButton>
              )}
              <IconButton label={`Remove ${languageName(code)}`} onClick={() => { onChange(chosen.filter((other) => other !== code)); }}>
                <X className="size-4" />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      <Select
        label="Languages that I speak"
        value=""
        options={[{ value: "", label: "Add a language …" }, ...LANGUAGES.filter((code) => !chosen.includes(code)).map((code) => ({ value: code, label: languageName(code) }))]}
        onChange={(code) => { if (code) onChange([...chosen, code]); }}
      />
    </div>
  );
}
