import { countryName, languageName } from "@/lib/metadata";
import { Select } from "../Select";

const LANGUAGES = "ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id is it ja ko lt lv ml ms nb nl pl pt pt-BR ro ru sk sl sr sv ta te th tr uk vi zh zh-TW".split(" ");
const COUNTRIES = "AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KR LT LU LV MX MY NL NO NZ PE PH PL PT RO RS RU SA SE SG SI SK TH TR TW UA US VN ZA".split(" ");

interface Props {
  language: string;
  country: string;
  onChange: (change: { language?: string; country?: string }) => void;
}

/** The language of titles and texts, and the country of certifications. */
export function Locale({ language, country, onChange }: Props) {
  const options = (codes: string[], value: string, name: (code: string) => string) =>
    [...new Set([value, ...codes])].map((code) => ({ value: code, label: name(code) })).sort((a, b) => a.label.localeCompare(b.label));
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select label="Language" value={language} onChange={(next) => { onChange({ language: next }); }} options={options(LANGUAGES, language, languageName)} hint="Of titles and texts." />
      <Select label="Country" value={country} onChange={(next) => { onChange({ country: next }); }} options={options(COUNTRIES, country, countryName)} hint="Of age ratings and dates." />
    </div>
  );
}
