/**
 * The countries that AWS End User Messaging sends SMS to, which are those that a protect configuration knows ("Supported
 * countries and regions for SMS messaging", AWS End User Messaging SMS user guide, November 2026). They are
 * ISO 3166-1 alpha-2 codes, and XK for Kosovo.
 */
export const SMS_COUNTRIES: readonly string[] = (
  'AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BM BN BO BR BS BT BW BY BZ CA CD ' +
  'CF CG CH CI CK CL CM CN CO CR CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB ' +
  'GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IS IT JE JM JO ' +
  'JP KE KG KH KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO ' +
  'MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NU NZ OM PA PE PF PG PH PK PL PR PS PT ' +
  'PW PY QA RE RO RS RU RW SA SB SC SE SG SI SK SL SM SN SO SR SS ST SV SZ TC TD TG TH TJ TL TM TN ' +
  'TO TR TT TV TW TZ UA UG US UY UZ VE VG VI VN VU WS XK YE YT ZA ZM ZW'
).split(' ');
