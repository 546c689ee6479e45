import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { useMemo, type ReactNode } from 'react';
import styles from './MarkdownText.module.css';

/** No pictures, styles or scripts: a card comes from strangers, and nothing may be fetched for it. */
const ALLOWED = {
  ALLOWED_TAGS: [
    'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'strong', 'em', 'del', 'code', 'pre',
    'blockquote', 'hr', 'br', 'a',
  ],
  ALLOWED_ATTR: ['href'],
};

DOMPurify.addHook('afterSanitizeElements', (node) => {
  // A header that says nothing is read out as one all the same.
  if (node instanceof Element && node.tagName === 'TH' && node.textContent.trim() === '') node.replaceWith(document.createElement('td'));
});

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer');
});

/** The title is said above already. */
function withoutTitle(markdown: string): string {
  return markdown.replace(/^\s*# .*\n/, '');
}

/** Markdown from strangers, as plain text with headings, lists and tables. */
export function MarkdownText({ markdown }: { readonly markdown: string }): ReactNode {
  const html = useMemo(() => DOMPurify.sanitize(marked.parse(withoutTitle(markdown), { async: false }), ALLOWED), [markdown]);
  return <div className={styles['text']} dangerouslySetInnerHTML={{ __html: html }} />;
}
