import type { Locale } from '../contract/locale';
import type { Template } from '../contract/template';
import ar from './ar.json';
import cs from './cs.json';
import de from './de.json';
import en from './en.json';
import es from './es.json';
import faIR from './fa-IR.json';
import fr from './fr.json';
import it from './it.json';
import ja from './ja.json';
import ko from './ko.json';
import plPL from './pl-PL.json';
import ptBR from './pt-BR.json';
import ptPT from './pt-PT.json';
import ru from './ru.json';
import th from './th.json';
import trTR from './tr-TR.json';
import ukUA from './uk-UA.json';
import zhCN from './zh-CN.json';
import zhHK from './zh-HK.json';
import zhTW from './zh-TW.json';

/** The template of each locale. If a locale, message or refusal is missing, this does not compile. */
export const catalogue: Readonly<Record<Locale, Template>> = {
  ar,
  cs,
  de,
  en,
  es,
  'fa-IR': faIR,
  fr,
  it,
  ja,
  ko,
  'pl-PL': plPL,
  'pt-BR': ptBR,
  'pt-PT': ptPT,
  ru,
  th,
  'tr-TR': trTR,
  'uk-UA': ukUA,
  'zh-CN': zhCN,
  'zh-HK': zhHK,
  'zh-TW': zhTW,
};
