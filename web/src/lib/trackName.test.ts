import { expect, it } from "vitest";
import { languageName, trackName } from "./trackName";

it("names languages in the viewer's language, with script or region", () => {
  expect(languageName("zh-Hans", ["en"])).toBe("Chinese (Simplified)");
  expect(languageName("pt-BR", ["de"])).toBe("Portugiesisch (Brasilien)");
  expect(languageName("not a tag", ["en"])).toBeUndefined();
  expect(languageName(null, ["en"])).toBeUndefined();
});

it("names tracks by language, title and what they are", () => {
  expect(trackName({ label: "Deutsch", language: "de" }, ["en"])).toBe("German");
  expect(trackName({ label: "English", language: "en", hearing_impaired: true, forced: false }, ["fr"])).toBe("Anglais (SDH)");
  expect(trackName({ label: "English", language: "en", title: "Commentary by the director", commentary: true }, ["en"])).toBe("English · Commentary by the director");
  expect(trackName({ label: "Audio 1" }, ["en"])).toBe("Audio 1");
});
