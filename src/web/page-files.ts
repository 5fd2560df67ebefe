/** The page's own files: its frame stands here; script and style are built from `page/`. */

/** What is built of the page. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** The frame that the script fills; it says so where there is no script. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>klab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="main.js" defer></script>
</head>
<body><noscript>This page needs JavaScript; klab watch shows a cluster in a terminal.</noscript><div id="page"></div></body>
</html>
`;
