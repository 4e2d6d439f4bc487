/** What GSM 03.38 can write in one septet, and what takes two. */
const BASIC = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^|€{}[\]~\\]*$/;
const EXTENDED = /[\^|€{}[\]~\\]/g;

/**
 * How many segments a text is billed as. Source: Tencent Cloud SMS, "Length of an SMS": 70 characters in the mainland and for
 * anything beyond GSM-7, then 67 each; 160 and 153 for GSM-7 abroad.
 */
export function segmentsOf(text: string, mainland: boolean): number {
  if (!mainland && BASIC.test(text)) return parts(text.length + (text.match(EXTENDED)?.length ?? 0), 160, 153);
  return parts([...text].length, 70, 67);
}

const parts = (length: number, whole: number, part: number) => (length <= whole ? 1 : Math.ceil(length / part));
