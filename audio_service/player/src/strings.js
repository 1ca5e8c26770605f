// Texts of the player before and at the press. The others are in listening-strings.js.

/** @typedef {Record<string, string>} Strings */

/** @type {Record<string, Strings>} */
const STRINGS = {
  en: {
    listen: "Listen to article",
    voice: "Synthetic voice",
    play: "Play",
    pause: "Pause",
    retry: "Try again",
    preparing: "Preparing audio",
    playing: "Playing",
    failed: "The audio could not be loaded.",
    unavailable: "There is no audio for this article.",
    busy: "No new audio right now. Try later.",
    resume: "Continue at {time}",
  },
  es: {
    listen: "Escuchar el artículo",
    voice: "Voz sintética",
    play: "Reproducir",
    pause: "Pausar",
    retry: "Reintentar",
    preparing: "Preparando el audio",
    playing: "Reproduciendo",
    failed: "No se pudo cargar el audio.",
    unavailable: "No hay audio para este artículo.",
    busy: "Sin audio nuevo ahora. Inténtelo luego.",
    resume: "Continuar en {time}",
  },
  fr: {
    listen: "Écouter l’article",
    voice: "Voix de synthèse",
    play: "Lire",
    pause: "Pause",
    retry: "Réessayer",
    preparing: "Préparation de l’audio",
    playing: "Lecture en cours",
    failed: "L’audio n’a pas pu être chargé.",
    unavailable: "Pas d’audio pour cet article.",
    busy: "Pas de nouvel audio. Réessayez plus tard.",
    resume: "Reprendre à {time}",
  },
  de: {
    listen: "Artikel anhören",
    voice: "Synthetische Stimme",
    play: "Abspielen",
    pause: "Pause",
    retry: "Erneut versuchen",
    preparing: "Audio wird vorbereitet",
    playing: "Wiedergabe läuft",
    failed: "Das Audio konnte nicht geladen werden.",
    unavailable: "Zu diesem Artikel gibt es kein Audio.",
    busy: "Gerade kein neues Audio. Bitte später.",
    resume: "Weiter bei {time}",
  },
  ar: {
    listen: "استمع إلى المقال",
    voice: "صوت اصطناعي",
    play: "تشغيل",
    pause: "إيقاف مؤقت",
    retry: "إعادة المحاولة",
    preparing: "جارٍ تجهيز الصوت",
    playing: "قيد التشغيل",
    failed: "تعذّر تحميل الصوت.",
    unavailable: "لا يوجد صوت لهذا المقال.",
    busy: "لا صوت جديد الآن. حاول لاحقًا.",
    resume: "المتابعة من {time}",
  },
};

/**
 * @param {string} language  BCP 47
 * @param {Record<string, Strings>} [table]
 * @returns {Strings}
 */
export function inLanguage(language, table = STRINGS) {
  return table[language.toLowerCase().split("-")[0]] ?? table.en;
}

/** @param {string} language */
export const isRightToLeft = (language) => /^(ar|fa|he|ur|yi|ps|sd)\b/i.test(language);

/**
 * @param {string} template  with names in braces
 * @param {Record<string, string>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Isolates the direction of a text. @param {string} text */
export const isolated = (text) => `\u2068${text}\u2069`;
