import { Select } from "@/components/Select";

export type Role = "owner" | "admin" | "member" | "child";

const labels: Record<Role, string> = {
  owner: "Owner: full control",
  admin: "Admin: manages libraries and members",
  member: "Member: watches shared libraries",
  child: "Child: watches titles certified for their age",
};

/** The name of a role. */
export function roleName(role: string): string {
  return { owner: "Owner", admin: "Admin", member: "Member", child: "Child" }[role] ?? role;
}

/** The roles that a user may assign. */
export function rolesFor(giver: string | undefined): { value: Role; label: string }[] {
  const roles: Role[] = giver === "owner" ? ["member", "child", "admin", "owner"] : ["member", "child"];
  return roles.map((value) => ({ value, label: labels[value] }));
}

const RATES = [40, 20, 12, 8, 4, 2, 1];

/** The maximum bit rate of a user's streams, in bits per second. */
export function BitRateLimit({ value, onChange }: { value: number | null; onChange: (rate: number | null) => void }) {
  const rates = [...new Set([...RATES, ...(value ? [value / 1e6] : [])])].sort((a, b) => b - a);
  return (
    <Select
      label="Maximum bit rate"
      value={String(value ?? "")}
      onChange={(rate) => { onChange(Number(rate) || null); }}
      options={[{ value: "", label: "Unlimited" }, ...rates.map((rate) => ({ value: String(rate * 1e6), label: `${String(rate)} Mbit/s` }))]}
      hint="Streams above it are encoded. Applies from the next stream on."
    />
  );
}

/** The highest age rating that a child may watch. */
export function AgeLimit({ value, onChange }: { value: number; onChange: (age: number) => void }) {
  return (
    <Select
      label="Age limit"
      value={String(value)}
      onChange={(age) => { onChange(Number(age)); }}
      options={[0, 4, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17].map((age) => ({ value: String(age), label: age === 0 ? "All ages" : `Up to ${String(age)}` }))}
      hint="Titles without a certification are hidden."
    />
  );
}
