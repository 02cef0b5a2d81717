import { avatarUrl } from "@/lib/api";

interface Props {
  user: { id: number; username: string; name?: string | null; avatar?: string | null } | undefined;
  className?: string;
}

/** A user's avatar, or the first letter of their name. Decorative: the name is written beside it. */
export function Avatar({ user, className = "size-10" }: Props) {
  if (user?.avatar)
    return <img src={avatarUrl(user.id, user.avatar)} alt="" className={`shrink-0 rounded-full bg-raised object-cover ${className}`} />;
  return (
    <span aria-hidden className={`grid shrink-0 place-items-center rounded-full bg-raised font-bold text-accent uppercase ${className}`}>
      {[...(user?.name ?? user?.username ?? "?")][0]}
    </span>
  );
}
