import { saysText } from '../text/says.ts';
import { presentLanguage } from '../text/i18n.ts';

const GB = 1e9;
const MB = 1e6;
const KB = 1e3;

/** Bytes for people, in decimal units: "1.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes >= GB) return `${(bytes / GB).toFixed(1)} GB`;
  if (bytes >= MB) return `${(bytes / MB).toFixed(1)} MB`;
  return bytes >= KB ? `${String(Math.round(bytes / KB))} kB` : `${String(bytes)} B`;
}

/** A large whole number for people: "1,234,567". */
export function formatCount(count: number): string {
  return count.toLocaleString(presentLanguage());
}

/** A share as whole percent, with a true minus: "−20 %". */
export function formatPercent(share: number): string {
  const percent = Math.round(share * 100);
  return saysText().percent({ number: percent < 0 ? `−${String(-percent)}` : percent });
}

/** Words for a level: the ends by name, the rest by how far. */
export function levelText(level: number, [off, on]: readonly [string, string]): string {
  if (level === 0) return off;
  return level === 1 ? on : saysText().levelText({ percent: formatPercent(level), end: on });
}

/** A probability as whole percent; never quite certain. */
export function formatConfidence(probability: number): string {
  return probability >= 0.995 ? saysText().overPercent({ percent: formatPercent(0.99) }) : formatPercent(probability);
}

/** Milliseconds for people: "8.4 ms", "240 ms", "1.8 s". */
export function formatMs(ms: number): string {
  if (ms >= 1000) return saysText().seconds({ number: (ms / 1000).toFixed(1) });
  return ms < 10 ? saysText().milliseconds({ number: ms.toFixed(1) }) : saysText().milliseconds({ number: Math.round(ms) });
}

/** Under this share done, or this time gone, nobody can say how long the rest will take. */
const TELLING = { share: 0.03, ms: 800 };

/** How long the rest of a download will take, in whole seconds, at the pace so far; undefined while that is a guess. */
export function secondsLeft({ doneBytes, totalBytes, elapsedMs }: { readonly doneBytes: number; readonly totalBytes: number; readonly elapsedMs: number }): number | undefined {
  if (elapsedMs < TELLING.ms || doneBytes < totalBytes * TELLING.share) return undefined;
  return Math.ceil(((totalBytes - doneBytes) * elapsedMs) / doneBytes / 1000);
}

/** A cosine for people, with a true minus: "0.004", "−0.120". */
export function formatCosine(cosine: number): string {
  const text = Math.abs(cosine).toFixed(3);
  return cosine < 0 && Number(text) > 0 ? `−${text}` : text;
}

/** A time span for people: "just now", "5 min ago", "3 h ago", "2 days ago". */
export function formatAgo(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return saysText().justNow;
  if (minutes < 60) return saysText().minutesAgo(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return saysText().hoursAgo(hours);
  const days = Math.floor(hours / 24);
  return days === 1 ? saysText().yesterday : saysText().daysAgo(days);
}
