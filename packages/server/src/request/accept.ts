/** What the client likes best of what is offered (RFC 9110, §12.5.1), the first at a tie; `undefined`: none of it. */
export function acceptedOf<Offer extends string>(
  accept: string | undefined,
  offers: readonly [Offer, ...Offer[]],
): Offer | undefined {
  if (accept === undefined || accept === '*/*' || accept === offers[0]) return offers[0];
  const ranges = accept.split(',', 50).map(readRange);
  let best: Offer | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > bestQuality) {
      best = offer;
      bestQuality = quality;
    }
  }
  return best;
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';');
  const q = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]{1,5})\s*$/i.exec(parameter)?.[1]).find(Boolean);
  return { type: type.trim().toLowerCase(), quality: q === undefined ? 1 : Math.min(Number(q) || 0, 1) };
}

/** The most exact range that fits decides. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  const group = `${offer.slice(0, offer.indexOf('/'))}/*`;
  const found = [offer, group, '*/*', '*']
    .map((wanted) => ranges.find(({ type }) => type === wanted))
    .find((range) => range !== undefined);
  return found?.quality ?? 0;
}
