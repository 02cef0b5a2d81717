import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ImageUp, Images, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { client, ProblemError, unwrap, type Me } from "@/lib/api";
import { Avatar } from "./Avatar";
import { Button } from "./Button";
import { ArtworkPicker, type ArtworkChoice } from "./ArtworkPicker";
import { Field } from "./Field";
import { Modal } from "./Modal";
import { FormProblem } from "./FormProblem";

const LARGEST = 8_000_000;

interface Props {
  me: Me;
  action: string;
  onSaved: () => void;
  /** Whether its button is as wide as the form. */
  wide?: boolean;
}

/** The user's profile: avatar, name, gender. */
export function ProfileForm({ me, action, onSaved, wide = false }: Props) {
  const queryClient = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const setUp = async (body: { name?: string | null; gender?: string | null; avatar?: string | ArtworkChoice | null }) => {
    await unwrap(client.POST("/api/v1/user/setup", { body }));
    await queryClient.invalidateQueries({ queryKey: ["me"] });
  };
  const save = useMutation({
    mutationFn: (form: FormData) => setUp({ name: (form.get("name") as string) || null, gender: (form.get("gender") as string) || null }),
    onSuccess: onSaved,
  });
  const avatar = useMutation({ mutationFn: (image: string | ArtworkChoice | null) => setUp({ avatar: image }) });
  const upload = async (chosen: File | undefined) => {
    if (chosen) avatar.mutate(await asDataUrl(chosen));
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      <div className="flex items-center gap-5">
        <Avatar user={me} className="size-24 text-xl" />
        <div className="flex flex-wrap gap-2">
          <input
            ref={file}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            aria-label="Avatar file"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              void upload(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <Button disabled={avatar.isPending} onClick={() => file.current?.click()}>
            <ImageUp className="size-4" aria-hidden /> Upload
          </Button>
          <Button disabled={avatar.isPending} onClick={() => { setChoosing(true); }}>
            <Images className="size-4" aria-hidden /> From the catalog
          </Button>
          {me.avatar && (
            <Button kind="quiet" disabled={avatar.isPending} onClick={() => { avatar.mutate(null); }}>
              <Trash2 className="size-4" aria-hidden /> Remove
            </Button>
          )}
        </div>
      </div>
      <FormProblem error={avatar.error} />
      <Field label="Name" name="name" defaultValue={me.name ?? ""} maxLength={200} autoComplete="name" placeholder={me.username} hint="The name that others see." />
      <Field label="Gender" name="gender" defaultValue={me.gender ?? ""} maxLength={100} autoComplete="sex" hint="Optional." />
      <FormProblem error={save.error} />
      <Button type="submit" kind="primary" large={wide} className={wide ? "" : "self-start"} disabled={save.isPending}>
        {action}
      </Button>
      <Modal open={choosing} onOpenChange={setChoosing} title="Choose a poster">
        <ArtworkPicker
          onChoose={(chosen) => {
            setChoosing(false);
            avatar.mutate(chosen);
          }}
        />
      </Modal>
    </form>
  );
}

function asDataUrl(file: File): Promise<string> {
  if (file.size > LARGEST) return Promise.reject(new ProblemError("The image is larger than 8 MB. Choose a smaller one.", 0));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => { resolve(reader.result as string); };
    reader.onerror = () => { reject(new ProblemError("The file could not be read.", 0)); };
    reader.readAsDataURL(file);
  });
}
