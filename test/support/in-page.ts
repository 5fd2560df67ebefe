/** The little of a browser's own names that tests use: with all of them, the lab's code could use what Node lacks. */

interface PageNode {
  readonly nodeType: number;
  readonly textContent: string | null;
}

interface PageBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

/** An element of a page. */
export interface PageElement extends PageNode {
  readonly childNodes: Iterable<PageNode>;
  readonly parentElement: PageElement | null;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): PageBox;
  closest(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** What functions that run in a page find there. */
export interface InPage {
  readonly document: {
    readonly documentElement: PageElement;
    readonly body: PageElement;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly DOMParser: new () => {
    parseFromString(text: string, type: 'application/xml'): PageElement;
  };
  readonly getComputedStyle: (element: PageElement) => {
    readonly backgroundColor: string;
    readonly color: string;
    readonly fill: string;
    readonly fontWeight: string;
  };
}
