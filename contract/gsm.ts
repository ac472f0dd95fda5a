/**
 * The characters of GSM-7, and those of its extension, which count twice (3GPP TS 23.038, section 6.2.1), for a character
 * class of a regular expression.
 */
export const GSM = String.raw`@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà`;
export const EXTENSION = String.raw`\f^{}\\\[~\]|€`;
