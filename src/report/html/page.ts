/** The frame of every report page: one file that needs no network and no script, and says so to the browser. */
import { html, trusted, type Html } from './html.ts';
import { styleSheet } from './style.ts';

/** A whole page. */
export function page(title: string, content: Html): string {
  // The policy lets nothing be fetched and nothing run, whatever got into a name.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.text;
}
