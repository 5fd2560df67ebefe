/** Keeps what has happened, in words, for tabs that come later. */
import type { NewsView } from '../view.ts';

/** As many as a person may scroll through. */
const most = 200;

/** A log of the newest that has happened. */
export class News {
  private readonly kept: NewsView[] = [];
  private told = 0;

  /** Takes note of a sentence. */
  add(text: string, from: NewsView['from'], mark: NewsView['mark'] = 'dim'): void {
    this.told += 1;
    this.kept.push({ number: this.told, at: new Date().toISOString(), text, from, mark });
    if (this.kept.length > most) this.kept.shift();
  }

  /** The newest, the oldest of them first. */
  get all(): readonly NewsView[] {
    return [...this.kept];
  }
}
