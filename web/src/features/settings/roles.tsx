import { Select } from "@/components/Select";

export type Role = "owner" | "admin" | "member" | "child";

const labels: Record<Role, string> = {
  owner: "Owner: may do everything",
  admin: "Admin: looks after libraries and members",
  member: "Member: watches what is shared",
  child: "Child: watches what is certified for its age",
};

/** What a role is called. */
export function roleName(role: string): string {
  return { owner: "Owner", admin: "Admin", member: "Member", child: "Child" }[role] ?? role;
}

/** The roles that someone may give. */
export function rolesFor(giver: string | undefined): { value: Role; label: string }[] {
  const roles: Role[] = giver === "owner" ? ["member", "child", "admin", "owner"] : ["member", "child"];
  return roles.map((value) => ({ value, label: labels[value] }));
}

const RATES = [40, 20, 12, 8, 4, 2, 1];

/** How much of the line a user's streams may take, in bits a second. */
export function BitRateLimit({ value, onChange }: { value: number | null; onChange: (rate: number | null) => void }) {
  const rates = [...new Set([...RATES, ...(value ? [value / 1e6] : [])])].sort((a, b) => b - a);
  return (
    <Select
      label="A stream may take"
      value={String(value ?? "")}
      onChange={(rate) => { onChange(Number(rate) || null); }}
      options={[{ value: "", label: "As much as it needs" }, ...rates.map((rate) => ({ value: String(rate * 1e6), label: `At most ${String(rate)} Mbit/s` }))]}
      hint="What takes more is encoded for them, from the next stream on."
    />
  );
}

/** Up to which age a child may see. */
export function AgeLimit({ value, onChange }: { value: number; onChange: (age: number) => void }) {
  return (
    <Select
      label="May see what is for"
      value={String(value)}
      onChange={(age) => { onChange(Number(age)); }}
      options={[0, 4, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17].map((age) => ({ value: String(age), label: age === 0 ? "All ages" : `${String(age)} and younger` }))}
      hint="What has no certification is not shown."
    />
  );
}
